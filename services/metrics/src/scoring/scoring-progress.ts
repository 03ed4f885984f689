interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

const betweenLinesMs = 5_000;
const betweenUpdatesMs = 100;

/** Shows how far scoring is: on a terminal in one line that changes, elsewhere in a line every 5 seconds. */
export function scoringProgress(output: Output, expected: number, now = () => performance.now()) {
  const began = now();
  let last = began;
  let scored = 0;
  let drawn = false;
  return {
    scored(explanations: number) {
      scored += explanations;
      const time = now();
      if (time - last < (output.isTTY ? betweenUpdatesMs : betweenLinesMs)) return;
      last = time;
      const rate = Math.round(scored / ((time - began) / 1_000));
      const line = `${scored} of ${Math.max(scored, expected)} explanations · ${rate}/s`;
      output.write(output.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
      drawn = output.isTTY ?? false;
    },
    end() {
      if (drawn) output.write('\r\u001b[K');
    },
  };
}

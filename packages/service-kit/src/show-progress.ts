const betweenLinesMs = 5_000;
const betweenUpdatesMs = 100;

interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows how far a long piece of work is: on a terminal in one line that changes, elsewhere in a line every 5 seconds.
 * `update` asks for the line only where it is shown; `say` writes a line between; `end` leaves the terminal on a fresh
 * line.
 */
export function showProgress(output: ProgressOutput, now: () => number = () => performance.now()) {
  const began = now();
  let last = began;
  let drawn = false;
  const clear = () => {
    if (drawn) output.write('\r\u001b[K');
    drawn = false;
  };
  return {
    /** @param line gets the seconds since the work began */
    update(line: (seconds: number) => string) {
      const time = now();
      if (time - last < (output.isTTY ? betweenUpdatesMs : betweenLinesMs)) return;
      last = time;
      const text = line((time - began) / 1_000);
      output.write(output.isTTY ? `\r${text}\u001b[K` : `${text}\n`);
      drawn = output.isTTY ?? false;
    },
    say(line: string) {
      clear();
      output.write(`${line}\n`);
    },
    end: clear,
  };
}

export type Progress = ReturnType<typeof showProgress>;

/** Seconds as people say them: `30 s`, `12 min`, `3 h`. */
export function inDuration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}

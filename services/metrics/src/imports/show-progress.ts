import type { ImportProgress } from './take-rows.ts';

const betweenLinesMs = 5_000;
const betweenUpdatesMs = 100;

interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows how far an import is: on a terminal in one line that changes, elsewhere in a line every 5 seconds.
 * `say` writes a line between; `end` leaves the terminal on a fresh line.
 */
export function showProgress(output: Output, now: () => number = () => performance.now()) {
  const began = now();
  let last = began;
  let drawn = false;
  const clear = () => {
    if (drawn) output.write('\r\u001b[K');
    drawn = false;
  };
  return {
    update(progress: ImportProgress) {
      const time = now();
      if (time - last < (output.isTTY ? betweenUpdatesMs : betweenLinesMs)) return;
      last = time;
      const line = progressLine(progress, (time - began) / 1_000);
      output.write(output.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
      drawn = output.isTTY ?? false;
    },
    say(line: string) {
      clear();
      output.write(`${line}\n`);
    },
    end: clear,
  };
}

export function progressLine({ done, total, rows, refused }: ImportProgress, seconds: number): string {
  const share = total > 0 ? done / total : 1;
  const parts = [`${rows} rows`, `${Math.floor(share * 100)}%`, `${Math.round(rows / seconds)} rows/s`];
  if (share > 0) parts.push(`${duration((seconds / share) * (1 - share))} left`);
  if (refused > 0) parts.push(`${refused} refused`);
  return parts.join(' · ');
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}

import { expect, test } from 'vitest';
import { progressLine, showProgress } from './show-progress.ts';

const at = (done: number, rows: number, refused = 0) => ({ done, total: 1_000, rows, refused });

test('a line tells rows, share, rate, time left and refusals', () => {
  expect(progressLine(at(250, 50), 10)).toBe('50 rows · 25% · 5 rows/s · 30 s left');
  expect(progressLine(at(1, 3, 2), 10)).toBe('3 rows · 0% · 0 rows/s · 3 h left · 2 refused');
});

test('a terminal has one line that changes, and what is said between stands alone', () => {
  let clock = 0;
  let shown = '';
  const output = { isTTY: true, write: (text: string) => (shown += text) };
  const progress = showProgress(output, () => clock);
  for (clock = 50; clock <= 250; clock += 50) progress.update(at(clock, clock));
  progress.say('a word');
  progress.end();
  const clear = '\r\u001b[K';
  expect(shown).toBe(
    `\r${progressLine(at(100, 100), 0.1)}\u001b[K\r${progressLine(at(200, 200), 0.2)}\u001b[K${clear}a word\n`,
  );
});

test('elsewhere a line comes every five seconds', () => {
  let clock = 0;
  const lines: string[] = [];
  const progress = showProgress({ write: (text) => lines.push(text) }, () => clock);
  for (; clock <= 11_000; clock += 100) progress.update(at(clock / 20, clock));
  progress.end();
  expect(lines).toEqual([`${progressLine(at(250, 5_000), 5)}\n`, `${progressLine(at(500, 10_000), 10)}\n`]);
});

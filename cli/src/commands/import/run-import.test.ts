import { expect, test } from 'vitest';
import { progressLine, summaryLine } from './run-import.ts';

const at = (done: number, rows: number, refused = 0) => ({ done, total: 1_000, rows, refused });

test('a line tells rows, share, rate, time left and refusals', () => {
  expect(progressLine(at(250, 50), 10)).toBe('50 rows · 25% · 5 rows/s · 30 s left');
  expect(progressLine(at(1, 3, 2), 10)).toBe('3 rows · 0% · 0 rows/s · 3 h left · 2 refused');
});

const summary = { added: {}, present: 0, refused: 0 };

test('a summary names what went in, what was there and what was refused', () => {
  expect(summaryLine({ ...summary, added: { real: 412, generated: 398 }, refused: 3 })).toBe(
    '412 real, 398 generated; 3 refused',
  );
  expect(summaryLine({ ...summary, present: 1 })).toBe('nothing new; 1 was there; 0 refused');
});

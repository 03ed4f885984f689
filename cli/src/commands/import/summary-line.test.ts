import { expect, test } from 'vitest';
import { summaryLine } from './summary-line.ts';

const summary = { added: {}, present: 0, refused: 0, interrupted: false };

test('a summary names what went in, what was there and what was refused', () => {
  expect(summaryLine({ ...summary, added: { real: 412, generated: 398 }, refused: 3 })).toBe(
    '412 real, 398 generated; 3 refused',
  );
  expect(summaryLine({ ...summary, present: 1 })).toBe('nothing new; 1 was there; 0 refused');
});

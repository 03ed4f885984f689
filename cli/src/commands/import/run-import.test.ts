import { expect, test } from 'vitest';
import { Understood } from '@fakexplain/catalog/rows/understood.ts';
import { exitCodeOf, progressLine, summaryLine } from './run-import.ts';

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

test('the exit code is 0 only where everything is in and parsed', () => {
  const whole = { ...summary, added: { ok: 2 }, interrupted: false };
  expect(exitCodeOf(whole)).toBe(0);
  expect(exitCodeOf({ ...whole, added: {}, present: 2 })).toBe(0);
  expect(exitCodeOf({ ...whole, refused: 1 })).toBe(4);
  const understood = new Understood();
  expect(exitCodeOf({ ...whole, added: {}, understood })).toBe(4);
  // Work on what is there has no rows of its own.
  expect(exitCodeOf({ ...whole, added: { hashed: 0 } })).toBe(0);
  const explanation = { verdict: null, probability: null, tags: [], reasoning: '', regions: [] };
  const failed = (code: string) => ({
    image: 'a.png',
    label: 'real' as const,
    explanation: {
      imageSha256: '',
      explanation,
      parseStatus: 'failed' as const,
      parseProblems: [{ code, message: '' }],
    },
  });
  // Masks alone are asked for no verdict.
  understood.add(failed('verdict_not_given'));
  expect(exitCodeOf({ ...whole, understood })).toBe(0);
  understood.add(failed('missing_verdict'));
  expect(exitCodeOf({ ...whole, understood })).toBe(4);
});

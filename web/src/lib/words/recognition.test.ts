import { expect, test } from 'vitest';
import { recognition } from './recognition.ts';

test('an AUC is written with its interval, where it has one', () => {
  expect(recognition({ auc: 0.934, interval: { kind: 'two-sided', low: 0.88, high: 0.971 } })).toBe(
    '0.93 [0.88, 0.97]',
  );
  expect(recognition({ auc: 1, interval: { kind: 'at-least', low: 0.951 } })).toBe('1.00 at least 0.95');
  expect(recognition({ auc: 0.5, interval: { kind: 'undetermined', reason: 'alike' } })).toBe('0.50');
  expect(recognition({ auc: null, interval: { kind: 'undetermined', reason: 'few' } })).toBe('–');
  expect(recognition(null)).toBe('–');
});

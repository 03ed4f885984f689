import { expect, test } from 'vitest';
import { choosePairs } from './audit-study.ts';
import type { AuditedPair } from './audit-study.ts';
import { reportAudit } from './report-audit.ts';

const study = {
  id: '',
  slug: 'pilot',
  title: 'Pilot',
  status: 'closed' as const,
  seed: 1,
  leaveOut: [],
  arms: ['people', 'LEGION', 'control'],
};
const pair = (a: number, b: number, low: number): AuditedPair => ({
  a,
  b,
  byForm: { images: 100, auc: 0.9, interval: { kind: 'two-sided', low, high: 0.95 } },
  byAll: { images: 120, auc: 0.95, interval: { kind: 'at-least', low: 0.9 } },
  giveAways: [
    { kind: 'trait', key: 'has_tags', name: 'tags', unit: 'share', weight: -2, a: 0, b: 1, leaveOut: 'tags' },
    {
      kind: 'trait',
      key: 'words',
      name: 'number of words',
      unit: 'mean',
      weight: -1,
      a: 8.25,
      b: 30,
      leaveOut: null,
    },
    {
      kind: 'phrase',
      key: 'as an ai',
      name: '“as an ai”',
      unit: 'share',
      weight: -1,
      a: 0,
      b: 0.2,
      leaveOut: null,
    },
  ],
});
const ready = (pairs: AuditedPair[]) => ({
  state: 'ready' as const,
  audit: { pairs, seed: 1, madeAt: new Date(0) },
});

test('pairs that are told apart come first, with a warning in words', () => {
  const report = reportAudit(study, ready([pair(0, 2, 0.59), pair(0, 1, 0.85)]), false);
  expect(report.pairs.map(({ nameA, nameB, isTold }) => [nameA, nameB, isTold])).toEqual([
    ['people', 'LEGION', true],
    ['people', 'control', false],
  ]);
  expect(report.warnings).toEqual([
    '“people” and “LEGION” can be told apart by form alone (AUC 0.90, at least 0.85): tags (0% against 100%), ' +
      'number of words (8.3 against 30). A study that leaves out tags does not show that.',
  ]);
  expect(report.pairsOfArms).toBe(3);
});

test('what is withheld is in no word of it', () => {
  const report = reportAudit(study, ready([pair(0, 1, 0.85)]), true);
  expect(report.warnings).toEqual([
    '“people” and “LEGION” can be told apart by form alone (AUC 0.90, at least 0.85).',
  ]);
  expect(report.pairs[0]?.giveAways).toEqual([]);
});

test('many warnings are cut short, and counted', () => {
  const arms = Array.from({ length: 13 }, (_, arm) => `arm ${arm}`);
  const pairs = arms.slice(1).map((_, index) => pair(0, index + 1, 0.8));
  const { warnings } = reportAudit({ ...study, arms }, ready(pairs), false);
  expect(warnings).toHaveLength(6);
  expect(warnings.at(-1)).toBe('So can 7 more pairs.');
});

test('of too many pairs, a fixed part is chosen', () => {
  expect(choosePairs(4, 1)).toEqual([
    { a: 0, b: 1 },
    { a: 0, b: 2 },
    { a: 0, b: 3 },
    { a: 1, b: 2 },
    { a: 1, b: 3 },
    { a: 2, b: 3 },
  ]);
  const chosen = choosePairs(50, 1);
  expect(chosen).toHaveLength(200);
  expect(chosen).toEqual(choosePairs(50, 1));
  expect(chosen).not.toEqual(choosePairs(50, 2));
  expect(new Set(chosen.map(({ a, b }) => `${a} ${b}`)).size).toBe(200);
  for (const { a, b } of chosen) expect(a).toBeLessThan(b);
});

import type { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { auditLines } from './study-audit.ts';

const recognition = (
  auc: number | null,
  interval: arena.PairAudit['byForm']['interval'],
): arena.PairAudit['byForm'] => ({ images: 40, auc, interval });
const pair: arena.PairAudit = {
  a: 0,
  b: 1,
  nameA: 'people',
  nameB: 'LEGION',
  isTold: true,
  giveAways: [],
  byForm: recognition(1, { kind: 'at-least', low: 0.93 }),
  byAll: recognition(0.9, { kind: 'two-sided', low: 0.8, high: 0.95 }),
};
const audit: arena.BlindingAudit = {
  study: { slug: 'pilot', title: 'Pilot', status: 'draft' },
  state: 'ready',
  pairs: [pair],
  pairsOfArms: 1,
  warnings: ['“people” and “LEGION” can be told apart by form alone.'],
  withheld: false,
  threshold: 0.6,
  method: 'm/1',
  seed: 1,
  madeAt: null,
};

test('each pair has a line, and the warnings follow', () => {
  expect(auditLines(audit)).toEqual([
    'people / LEGION: by form 1.00, at least 0.93, on 40 images, by all 0.90 [0.80, 0.95] on 40 images',
    '“people” and “LEGION” can be told apart by form alone.',
  ]);
});

test('what is unknown says so, and that nothing is told apart', () => {
  const few = recognition(null, { kind: 'undetermined', reason: 'fewer than 20 images' });
  const alike = recognition(0.5, { kind: 'undetermined', reason: 'nothing differs' });
  expect(auditLines({ ...audit, pairs: [{ ...pair, byForm: few, byAll: alike }], warnings: [] })).toEqual([
    'people / LEGION: by form unknown (on 40 images), by all 0.50 on 40 images: nothing differs',
    'No two arms can be told apart by form beyond doubt.',
  ]);
});

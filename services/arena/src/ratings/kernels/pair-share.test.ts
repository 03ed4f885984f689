import { anytimeShare } from '@fakexplain/statistics/anytime-share';
import { binomialEquivalence, binomialTest } from '@fakexplain/statistics/binomial';
import {
  clusteredShare,
  shareEquivalence,
  shareInterval,
  shareTest,
  sumVotes,
} from '@fakexplain/statistics/clustered-share';
import { pilotCorrelations } from '@fakexplain/statistics/pilot-correlations';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { type VoteCells } from './pair-count.ts';
import { pairShare, votesToFlip, votesToInsignificance } from './pair-share.ts';
import { decided } from '../../testing/arbitrary-counts.ts';
import { voteCells } from '../../testing/vote-cells.ts';

const { rater, image, outcome } = golden.votesOfAPair;
const cells = (change: Partial<VoteCells> = {}): VoteCells => ({
  ...voteCells({ rater, image, outcome, a: rater.map(() => 0), b: rater.map(() => 1) }),
  ...change,
});

describe('the published study', () => {
  test('807 of 1525: [50.38, 55.45]%, p 0.024, equivalent within 6 points but not within 5', () => {
    const row = pairShare(decided(0, 1, 807, 718), { margin: 0.06 });
    expect(row.exact).toEqual({
      kind: 'two-sided',
      low: expect.closeTo(0.50376, 5),
      high: expect.closeTo(0.55448, 5),
    });
    expect(row.exactP).toBeCloseTo(0.0242, 4);
    expect(row.equivalenceP).toBeLessThan(0.05);
    expect(pairShare(decided(0, 1, 807, 718)).equivalenceP).toBeCloseTo(0.054, 3);
    expect(row).toMatchObject({ votes: 1525, n: 1525, votesToFlip: 45, votesToInsignificance: 6 });
  });

  test('399 of 400: [98.62, 99.99]%', () => {
    const { exact } = pairShare(decided(0, 1, 399, 1));
    expect(exact).toEqual({
      kind: 'two-sided',
      low: expect.closeTo(0.98615, 5),
      high: expect.closeTo(0.99994, 5),
    });
  });

  test('400 of 400 is at least 99.25%, 0 of 400 at most 0.75%', () => {
    const bound = 0.05 ** (1 / 400);
    expect(pairShare(decided(0, 1, 400, 0)).exact).toEqual({
      kind: 'at-least',
      low: expect.closeTo(bound, 9),
    });
    expect(pairShare(decided(0, 1, 0, 400)).exact).toEqual({
      kind: 'at-most',
      high: expect.closeTo(1 - bound, 9),
    });
  });
});

test('neutral votes are left out of the share and bound it', () => {
  const row = pairShare({ a: 0, b: 1, winsA: 6, winsB: 2, ties: 1, neither: 1 });
  expect(row).toMatchObject({ votes: 10, n: 8, share: 0.75, neutralBounds: { low: 0.6, high: 0.8 } });
});

test('without a vote that is not neutral nothing is claimed', () => {
  const row = pairShare({ ...decided(0, 1, 0, 0), ties: 4 });
  expect(row).toMatchObject({
    n: 0,
    share: null,
    exactP: null,
    equivalenceP: null,
    neutralBounds: { low: 0, high: 1 },
  });
  expect(row.exact).toMatchObject({ kind: 'undetermined' });
});

describe('with the votes themselves', () => {
  const won = outcome.filter((value) => value === 1).length;
  const count = decided(0, 1, won, outcome.length - won);

  test('intervals, p and equivalence are clustered, whichever arm a vote names first', () => {
    const columns = { rater, image, votes: outcome.map(() => 1), won: outcome };
    const sums = sumVotes(columns);
    const estimate = clusteredShare(sums);
    const turned = cells({
      a: cells().b,
      b: cells().a,
      outcome: Float64Array.from(outcome, (value) => 1 - value),
    });
    for (const votes of [cells(), turned]) {
      const row = pairShare(count, { cells: votes, margin: 0.1 });
      expect(row.clustered).toMatchObject({
        interval: shareInterval(estimate),
        anytime: anytimeShare(sums),
        correlations: pilotCorrelations(columns, sums),
        p: shareTest(estimate),
        raters: 14,
        images: 20,
      });
      expect(row.equivalenceP).toBe(shareEquivalence(estimate, 0.1));
      expect(row.equivalenceP).not.toBeCloseTo(pairShare(count, { margin: 0.1 }).equivalenceP ?? NaN, 6);
    }
  });

  test('without them nothing is clustered, and equivalence is exact', () => {
    expect(pairShare(count, { margin: 0.1 })).toMatchObject({
      clustered: null,
      equivalenceP: binomialEquivalence(won, outcome.length, 0.1),
    });
  });

  test('one rater decides no equivalence', () => {
    const row = pairShare(count, { cells: cells({ rater: new Int32Array(rater.length) }) });
    expect(row).toMatchObject({ equivalenceP: null, clustered: { p: null, raters: 1 } });
    expect(row.clustered?.interval.kind).toBe('undetermined');
  });
});

test('refuses a margin out of range, neutral cells and cells of other votes', () => {
  expect(() => pairShare(decided(0, 1, 1, 1), { margin: 0.5 })).toThrow(/margin must lie between 0 and 0.5/);
  expect(() => pairShare(decided(0, 1, 1, 1), { cells: cells() })).toThrow(
    /of 220 votes .* the counts 1 of 2/,
  );
  const neutral = cells({ outcome: new Float64Array(rater.length).fill(0.5) });
  expect(() => pairShare(decided(0, 1, 1, 1), { cells: neutral })).toThrow(/row 0 of the cells is neutral/);
});

const trials = fc
  .integer({ min: 1, max: 60 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

test('votes to flip and to insignificance are what trying one after another gives', () => {
  fc.assert(
    fc.property(trials, ([k, n]) => {
      const leader = Math.max(k, n - k);
      let flip = 0;
      while (leader - flip >= n - leader + flip) flip++;
      expect(votesToFlip(k, n)).toBe(flip);
      let moved = 0;
      while (binomialTest(leader - moved, n) < 0.05) moved++;
      expect(votesToInsignificance(k, n)).toBe(moved === 0 ? null : moved);
    }),
  );
});

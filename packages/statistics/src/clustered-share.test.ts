import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/clustered-shares.json' with { type: 'json' };
import {
  clusteredShare,
  effectiveClusters,
  shareEquivalence,
  shareInterval,
  shareTest,
  sumVotes,
  type VoteColumns,
} from './clustered-share.ts';
import { binomialTest } from './binomial.ts';

type Case = (typeof golden.shares)[number];
const single = ({ rater, image, won }: Pick<Case, 'rater' | 'image' | 'won'>): VoteColumns => ({
  rater,
  image,
  won,
  votes: won.map(() => 1),
});
const near = (value: number) => expect.closeTo(value, 9);

describe.each(golden.shares)('$name', (golden) => {
  const sums = sumVotes(single(golden));
  const estimate = clusteredShare(sums);
  const { fixed } = golden;

  test('clusters count as numpy counts them', () => {
    expect(effectiveClusters(sums.votes, sums.byRater)).toBeCloseTo(golden.effectiveRaters, 9);
    expect(effectiveClusters(sums.votes, sums.byImage)).toBeCloseTo(golden.effectiveImages, 9);
  });

  if (fixed.kind === 'two-sided') {
    const { logOdds, standardErrorLogOdds, low, high, pValue, equivalencePValue } = fixed;
    test('interval and tests are scipy’s', () => {
      expect(estimate).toEqual({
        kind: 'two-sided',
        logOdds: near(logOdds ?? NaN),
        standardError: near(standardErrorLogOdds ?? NaN),
        degreesOfFreedom: near(golden.degreesOfFreedom ?? NaN),
      });
      expect(shareInterval(estimate)).toEqual({
        kind: 'two-sided',
        low: near(low ?? NaN),
        high: near(high ?? NaN),
      });
      expect(shareTest(estimate)).toBeCloseTo(pValue ?? NaN, 9);
      expect(shareEquivalence(estimate, 0.05)).toBeCloseTo(equivalencePValue ?? NaN, 9);
    });
  } else
    test('the bound allows for clusters', () => {
      const bound = near(fixed.bound ?? NaN);
      expect(shareInterval(estimate)).toEqual(
        fixed.kind === 'at-least' ? { kind: 'at-least', low: bound } : { kind: 'at-most', high: bound },
      );
      expect(shareEquivalence(estimate, 0.05)).toBe(1);
    });
});

const studies = fc
  .record({ raters: fc.integer({ min: 2, max: 6 }), images: fc.integer({ min: 2, max: 6 }) })
  .chain(({ raters, images }) =>
    fc.array(
      fc.record({
        rater: fc.nat({ max: raters - 1 }),
        image: fc.nat({ max: images - 1 }),
        won: fc.nat({ max: 1 }),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  );
const columns = (votes: { rater: number; image: number; won: number }[]): VoteColumns => ({
  rater: votes.map(({ rater }) => rater),
  image: votes.map(({ image }) => image),
  won: votes.map(({ won }) => won),
  votes: votes.map(() => 1),
});

test('votes added up say what they say one by one, in any order and under any names', () => {
  fc.assert(
    fc.property(studies, (votes) => {
      const cells = [...Map.groupBy(votes, ({ rater, image }) => `${rater} ${image}`).values()];
      const added = cells.toReversed().map((own) => ({
        rater: 1_000_000 - (own[0]?.rater ?? 0),
        image: 7 * (own[0]?.image ?? 0),
        won: own.filter(({ won }) => won === 1).length,
        votes: own.length,
      }));
      const sums = sumVotes({
        ...columns(added),
        votes: added.map(({ votes }) => votes),
      });
      expect(sums).toEqual(sumVotes(columns(votes)));
    }),
  );
});

test('the other side’s share is the mirror image', () => {
  fc.assert(
    fc.property(studies, (votes) => {
      const own = clusteredShare(sumVotes(columns(votes)));
      const other = clusteredShare(sumVotes(columns(votes.map((vote) => ({ ...vote, won: 1 - vote.won })))));
      const [a, b] = [shareInterval(own), shareInterval(other)];
      if (a.kind === 'two-sided' && b.kind === 'two-sided') {
        expect(a.low).toBeCloseTo(1 - b.high, 9);
        expect(a.high).toBeCloseTo(1 - b.low, 9);
      } else if (a.kind === 'at-least' && b.kind === 'at-most') expect(a.low).toBeCloseTo(1 - b.high, 12);
      else expect([a.kind, b.kind]).not.toContain('two-sided');
      expect(shareTest(own)).toEqual(shareTest(other) === null ? null : near(shareTest(other) ?? NaN));
    }),
  );
});

test('an interval leaves the sides open to which a vote went, and holds the share', () => {
  fc.assert(
    fc.property(studies, fc.double({ min: 0.5, max: 0.999, noNaN: true }), (votes, level) => {
      const sums = sumVotes(columns(votes));
      const interval = shareInterval(clusteredShare(sums), level);
      if (interval.kind !== 'two-sided') return;
      const share = sums.won / sums.votes;
      expect(interval.low).toBeLessThan(share);
      expect(interval.high).toBeGreaterThan(share);
      expect(interval.low).toBeGreaterThanOrEqual(0);
      expect(interval.high).toBeLessThanOrEqual(1);
    }),
  );
});

test('p and equivalence say what intervals say', () => {
  fc.assert(
    fc.property(studies, fc.double({ min: 0.01, max: 0.4, noNaN: true }), (votes, alpha) => {
      const estimate = clusteredShare(sumVotes(columns(votes)));
      if (estimate.kind !== 'two-sided') return;
      const outer = shareInterval(estimate, 1 - alpha);
      const inner = shareInterval(estimate, 1 - 2 * alpha);
      if (outer.kind !== 'two-sided' || inner.kind !== 'two-sided') throw new Error('must be two-sided');
      const excluded = Math.max(outer.low - 0.5, 0.5 - outer.high);
      if (Math.abs(excluded) > 1e-9) expect((shareTest(estimate) ?? NaN) < alpha).toBe(excluded > 0);
      const within = Math.min(inner.low - 0.3, 0.7 - inner.high);
      if (Math.abs(within) > 1e-9) expect((shareEquivalence(estimate, 0.2) ?? NaN) < alpha).toBe(within > 0);
    }),
  );
});

test('votes that cannot be alike, all for one side, are as the exact test has them', () => {
  const votes = Array.from({ length: 12 }, (_, index) => ({ rater: index, image: index, won: 1 }));
  const estimate = clusteredShare(sumVotes(columns(votes)));
  expect(shareInterval(estimate)).toEqual({ kind: 'at-least', low: near(0.05 ** (1 / 12)) });
  expect(shareTest(estimate)).toBeCloseTo(binomialTest(12, 12), 12);
});

test('no vote, one rater, one image: undetermined, and it says why', () => {
  const votes = Array.from({ length: 9 }, (_, index) => ({ rater: index, image: index, won: index % 2 }));
  const reason = (changed: typeof votes) => clusteredShare(sumVotes(columns(changed)));
  expect(reason([])).toMatchObject({ kind: 'undetermined', reason: 'no vote that is not neutral' });
  expect(reason(votes.map((vote) => ({ ...vote, rater: 3 })))).toMatchObject({ reason: /one rater’s/ });
  expect(reason(votes.map((vote) => ({ ...vote, image: 3 })))).toMatchObject({ reason: /on one image/ });
  expect(shareTest(reason([]))).toBeNull();
  expect(shareEquivalence(reason([]), 0.05)).toBeNull();
});

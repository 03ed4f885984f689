import { voteSource } from '@fakexplain/statistics/testing/simulate-votes';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { difference } from './difference.ts';
import { fitBradleyTerry } from './fit-bradley-terry.ts';
import { eloPerLogOdds, type Interval } from './interval.ts';
import { ratingCovariance } from './rating-covariance.ts';
import { arbitraryCounts, decided, publishedStudy } from '../../testing/arbitrary-counts.ts';
import { countCells, voteCells } from '../../testing/vote-cells.ts';

describe('statsmodels', () => {
  test.each(golden.clustered)('$name', ({ arms, cells, differences }) => {
    const votes = voteCells(cells);
    const fit = fitBradleyTerry(arms, countCells(votes));
    const independent = ratingCovariance(fit);
    const clustered = ratingCovariance(fit, votes);
    for (const { a, b, elo, votesVariance, clusteredVariance, low, high } of differences) {
      const plain = difference(fit, independent, a, b);
      expect(plain.elo).toBeCloseTo(elo, 6);
      expect((plain.standardError ?? NaN) ** 2 / votesVariance).toBeCloseTo(1, 8);
      const robust = difference(fit, clustered, a, b);
      expect((robust.standardError ?? NaN) ** 2 / clusteredVariance).toBeCloseTo(1, 8);
      expect(robust.interval).toMatchObject({ kind: 'two-sided' });
      if (robust.interval.kind !== 'two-sided') continue;
      expect(robust.interval.low).toBeCloseTo(low, 5);
      expect(robust.interval.high).toBeCloseTo(high, 5);
    }
  });
});

describe('Firth’s fit and its profile likelihood', () => {
  test.each(golden.firth)('$name', ({ arms, counts, upper, lower, elo, low }) => {
    const fit = fitBradleyTerry(arms, counts);
    const found = difference(fit, ratingCovariance(fit), upper, lower);
    expect(found).toMatchObject({ method: 'firth', standardError: null, interval: { kind: 'at-least' } });
    expect(found.elo).toBeCloseTo((elo[upper] ?? NaN) - (elo[lower] ?? NaN), 3);
    if (found.interval.kind === 'at-least') expect(found.interval.low).toBeCloseTo(low, 4);
    const turned = difference(fit, ratingCovariance(fit), lower, upper);
    expect(turned.interval).toEqual({ kind: 'at-most', high: expect.closeTo(-low, 4) });
  });
});

test('human stands 20.3 Elo [2.8, 37.8] above FakeXplainer', () => {
  const fit = fitBradleyTerry(4, publishedStudy);
  const { elo, interval } = difference(fit, ratingCovariance(fit), 0, 1);
  expect(elo).toBeCloseTo(20.3, 1);
  expect(interval).toEqual({ kind: 'two-sided', low: expect.closeTo(2.8, 1), high: expect.closeTo(37.8, 1) });
});

test('votes that are clusters of their own give the plain sandwich', () => {
  fc.assert(
    fc.property(arbitraryCounts(4, 5), (counts) => {
      const fit = fitBradleyTerry(4, counts);
      fc.pre(fit.status === 'ok' && fit.method.every((method) => method === 'ml'));
      const rows = counts.flatMap(({ a, b, winsA, winsB, ties }) =>
        (
          [
            [winsA, 1],
            [winsB, 0],
            [ties, 0.5],
          ] as const
        ).flatMap(([count, outcome]) => Array.from({ length: count }, () => ({ a, b, outcome }))),
      );
      const own = rows.map((_, index) => index);
      const cells = voteCells({
        rater: own,
        image: own,
        a: rows.map(({ b }) => b),
        b: rows.map(({ a }) => a),
        outcome: rows.map(({ outcome }) => 1 - outcome),
      });
      const plain = difference(fit, ratingCovariance(fit), 0, 3).standardError ?? NaN;
      const clustered = difference(fit, ratingCovariance(fit, cells), 0, 3).standardError ?? NaN;
      expect(clustered / plain).toBeCloseTo(1, 8);
    }),
    { numRuns: 30 },
  );
});

test('an interval never has zero width and always belongs to a determined difference', () => {
  fc.assert(
    fc.property(arbitraryCounts(4, 1), (counts) => {
      const fit = fitBradleyTerry(4, counts);
      const { elo, method, interval } = difference(fit, ratingCovariance(fit), 0, 1);
      expect(interval.kind === 'undetermined').toBe(elo === null);
      expect(interval.kind === 'two-sided').toBe(method === 'ml');
      if (interval.kind === 'two-sided') expect(interval.high - interval.low).toBeGreaterThan(1);
    }),
    { numRuns: 100 },
  );
});

test('votes that are all ties fall back on the model, whose variance is 4 / n in log-odds', () => {
  const fit = fitBradleyTerry(2, [{ ...decided(0, 1, 0, 0), ties: 16 }]);
  expect(difference(fit, ratingCovariance(fit), 0, 1).standardError).toBeCloseTo(eloPerLogOdds / 2, 9);
});

describe('what the votes do not determine', () => {
  test('arms that no vote links', () => {
    const fit = fitBradleyTerry(4, [decided(0, 1, 3, 1), decided(2, 3, 5, 5)]);
    expect(difference(fit, ratingCovariance(fit), 0, 2)).toMatchObject({
      elo: null,
      interval: { kind: 'undetermined', reason: 'no chain of votes links the two arms' },
    });
  });

  test('two arms that both always beat a third', () => {
    const fit = fitBradleyTerry(3, [decided(0, 2, 9, 0), decided(1, 2, 4, 0)]);
    expect(difference(fit, ratingCovariance(fit), 0, 1)).toMatchObject({ elo: null, method: 'none' });
  });

  test('how much raters vary, from a single one', () => {
    const fit = fitBradleyTerry(2, [decided(0, 1, 2, 1)]);
    const cells = voteCells({
      rater: [1, 1, 1],
      image: [1, 2, 3],
      a: [0, 0, 0],
      b: [1, 1, 1],
      outcome: [1, 1, 0],
    });
    expect(difference(fit, ratingCovariance(fit, cells), 0, 1).interval).toEqual({
      kind: 'undetermined',
      reason: 'the votes come from one rater or one image alone',
    });
  });
});

test('refuses cells that are not the votes that were counted', () => {
  const fit = fitBradleyTerry(2, [decided(0, 1, 2, 1)]);
  const cells = voteCells({ rater: [1, 2], image: [1, 2], a: [0, 0], b: [1, 1], outcome: [1, 0] });
  expect(() => ratingCovariance(fit, cells)).toThrow(
    /the cells hold 2 votes among arms 0, 1, the pair counts 3/,
  );
});

test('an arm that never lost is bounded as votes of few raters allow, in simulated studies', () => {
  const truth = 0.97;
  const draw = voteSource({ raters: 5, ballots: 20, images: 100, raterSd: 1.5, imageSd: 0.5, truth }, 1);
  const elo = Math.log(truth / (1 - truth)) * eloPerLogOdds;
  const holds = (interval: Interval) =>
    !('low' in interval && interval.low > elo) && !('high' in interval && interval.high < elo);
  const covers = { clustered: 0, independent: 0 };
  const studies = 300;
  for (let study = 0; study < studies; study++) {
    const { rater, image, won } = draw();
    const cells = voteCells({
      rater: Array.from(rater),
      image: Array.from(image),
      a: Array.from(rater, () => 0),
      b: Array.from(rater, () => 1),
      outcome: Array.from(won),
    });
    const fit = fitBradleyTerry(2, countCells(cells));
    const clustered = difference(fit, ratingCovariance(fit, cells), 0, 1).interval;
    const independent =
      clustered.kind === 'two-sided' ? clustered : difference(fit, ratingCovariance(fit), 0, 1).interval;
    covers.clustered += Number(holds(clustered)) / studies;
    covers.independent += Number(holds(independent)) / studies;
  }
  expect(covers.clustered).toBeGreaterThan(0.95);
  expect(covers.independent).toBeLessThan(0.9);
});

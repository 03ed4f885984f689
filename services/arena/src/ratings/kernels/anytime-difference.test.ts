import { anytimeShare } from '@fakexplain/statistics/anytime-share';
import { sumVotes } from '@fakexplain/statistics/clustered-share';
import { expit } from '@fakexplain/statistics/expit';
import { voteSource } from '@fakexplain/statistics/testing/simulate-votes';
import { describe, expect, test } from 'vitest';
import golden from '../golden/anytime.json' with { type: 'json' };
import { anytimeDifferences } from './anytime-difference.ts';
import { fitBradleyTerry } from './fit-bradley-terry.ts';
import { eloPerLogOdds } from './interval.ts';
import { countCells, voteCells } from '../../testing/vote-cells.ts';

const cells = voteCells({ ...golden, outcome: golden.won });
const fit = fitBradleyTerry(golden.arms, countCells(cells));

describe('four arms', () => {
  const anytime = anytimeDifferences(fit, cells);

  test.each(golden.differences)('$a over $b: numpy’s', ({ a, b, low, high }) => {
    expect(anytime(a, b)).toEqual({
      kind: 'two-sided',
      low: expect.closeTo(low, 7),
      high: expect.closeTo(high, 7),
    });
    expect(anytime(b, a)).toEqual({
      kind: 'two-sided',
      low: expect.closeTo(-high, 7),
      high: expect.closeTo(-low, 7),
    });
  });

  test('cells without votes change nothing', () => {
    const twice = (column: Int32Array) => Int32Array.from([...column, ...column]);
    const more = {
      rater: twice(cells.rater),
      image: twice(cells.image),
      a: twice(cells.a),
      b: twice(cells.b),
      outcome: Float64Array.from([...cells.outcome, ...cells.outcome.map(() => NaN)]),
      count: Float64Array.from([...cells.count, ...cells.count.map(() => 0)]),
    };
    expect(anytimeDifferences(fit, more)(0, 1)).toEqual(anytime(0, 1));
  });

  test('votes of few raters say nothing', () => {
    const few = { ...cells, rater: cells.rater.map((rater) => rater % 5) };
    expect(anytimeDifferences(fit, few)(0, 1)).toEqual({
      kind: 'undetermined',
      reason: expect.stringMatching(/^too few raters .* 5 count like/),
    });
  });
});

test('of two arms it is the interval of the share', () => {
  const { rater, image, won } = voteSource(
    { raters: 20, ballots: 15, images: 60, raterSd: 0.8, imageSd: 0.8, truth: 0.6 },
    3,
  )();
  const outcome = Array.from(won);
  const votes = voteCells({
    rater: Array.from(rater),
    image: Array.from(image),
    a: outcome.map(() => 0),
    b: outcome.map(() => 1),
    outcome,
  });
  const difference = anytimeDifferences(fitBradleyTerry(2, countCells(votes)), votes)(0, 1);
  const share = anytimeShare(sumVotes({ rater, image, won, votes: outcome.map(() => 1) }));
  if (difference.kind !== 'two-sided' || share.kind !== 'two-sided') throw new Error('must be two-sided');
  expect(expit(difference.low / eloPerLogOdds)).toBeCloseTo(share.low, 7);
  expect(expit(difference.high / eloPerLogOdds)).toBeCloseTo(share.high, 7);
});

test('an arm of few wins or losses, and one that never lost, have none', () => {
  const some = (wins: number, losses: number) => {
    const outcome = [...Array<number>(wins).fill(1), ...Array<number>(losses).fill(0)];
    const votes = voteCells({
      rater: outcome.map((_, row) => row % 20),
      image: outcome.map((_, row) => Math.floor(row / 20)),
      a: outcome.map(() => 0),
      b: outcome.map(() => 1),
      outcome,
    });
    return anytimeDifferences(fitBradleyTerry(2, countCells(votes)), votes)(0, 1);
  };
  expect(some(150, 9)).toEqual({
    kind: 'undetermined',
    reason: expect.stringMatching(/^an arm has 9 votes/),
  });
  expect(some(150, 0)).toEqual({ kind: 'undetermined', reason: expect.stringMatching(/never lost/) });
  expect(some(150, 40)).toMatchObject({ kind: 'two-sided' });
});

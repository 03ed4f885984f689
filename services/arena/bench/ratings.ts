import { pathToFileURL } from 'node:url';
import { fitBradleyTerry } from '../src/ratings/kernels/fit-bradley-terry.ts';
import type { PairCount } from '../src/ratings/kernels/pair-count.ts';
import { rankSets } from '../src/ratings/kernels/rank-sets.ts';
import { ratingCovariance } from '../src/ratings/kernels/rating-covariance.ts';
import { ratingIntervals } from '../src/ratings/kernels/rating-intervals.ts';
import { uniformSource } from '@fakexplain/statistics/random';

export interface RatingsTiming {
  arms: number;
  votes: number;
  /** Milliseconds, median over repetitions after the first. */
  fit: number;
  covariance: number;
  intervals: number;
  rankSets: number;
  total: number;
  /** The first repetition, in which nothing is compiled yet. */
  cold: number;
}

/** Pair counts of generated votes on `arms` arms, strengths spread over about 700 Elo, one vote in ten a tie. */
function generatedCounts(arms: number, votes: number): PairCount[] {
  const uniform = uniformSource(2026);
  const strength = Array.from({ length: arms }, () => 4 * (uniform() - 0.5));
  const counts = strength.flatMap((_, a) =>
    strength
      .slice(a + 1)
      .map((_, offset) => ({ a, b: a + offset + 1, winsA: 0, winsB: 0, ties: 0, neither: 0 })),
  );
  for (let vote = 0; vote < votes; vote++) {
    const pair = counts[Math.floor(uniform() * counts.length)];
    if (pair === undefined) continue;
    const p = 1 / (1 + Math.exp((strength[pair.b] ?? 0) - (strength[pair.a] ?? 0)));
    if (uniform() < 0.1) pair.ties++;
    else if (uniform() < p) pair.winsA++;
    else pair.winsB++;
  }
  return counts;
}

/** Times what a leaderboard needs, from pair counts: fit, covariance, intervals of all ratings, rank sets of all arms. */
function timeRatings(arms: number, votes: number, repetitions = 7): RatingsTiming {
  const counts = generatedCounts(arms, votes);
  const runs = Array.from({ length: repetitions + 1 }, () => {
    const times = [performance.now()];
    const lap = <T>(result: T): T => {
      times.push(performance.now());
      return result;
    };
    const fit = lap(fitBradleyTerry(arms, counts));
    const covariance = lap(ratingCovariance(fit));
    lap(ratingIntervals(fit, covariance));
    lap(rankSets(fit, covariance));
    return times;
  });
  const [cold = [], ...warm] = runs;
  const median = (from: number, to: number): number => {
    const spans = warm.map((times) => (times[to] ?? NaN) - (times[from] ?? NaN)).toSorted((x, y) => x - y);
    return spans[Math.floor(spans.length / 2)] ?? NaN;
  };
  return {
    arms,
    votes,
    fit: median(0, 1),
    covariance: median(1, 2),
    intervals: median(2, 3),
    rankSets: median(3, 4),
    total: median(0, 4),
    cold: (cold[4] ?? NaN) - (cold[0] ?? NaN),
  };
}

export function benchRatings(): RatingsTiming[] {
  const timings = [10_000, 1_600_000].map((votes) => timeRatings(130, votes));
  for (const { arms, votes, ...times } of timings) {
    const parts = Object.entries(times).map(([part, time]) => `${part} ${time.toFixed(1)} ms`);
    console.log(`ratings of ${arms} arms from ${votes.toLocaleString('en')} votes: ${parts.join(', ')}`);
  }
  return timings;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) benchRatings();

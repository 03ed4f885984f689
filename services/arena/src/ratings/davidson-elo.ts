import { fitDavidson, type PairCount } from './kernels/index.ts';

/** Davidson's ratings of the arms that have votes, by arm; empty where that fit does not exist. */
export function davidsonElo(arms: number, counts: readonly PairCount[]): Map<number, number> {
  const voted = Array.from({ length: arms }, (_, arm) => arm).filter((arm) =>
    counts.some(({ a, b, winsA, winsB, ties }) => (a === arm || b === arm) && winsA + winsB + ties > 0),
  );
  const place = new Map(voted.map((arm, index) => [arm, index]));
  const compact = counts.flatMap((count) => {
    const [a, b] = [place.get(count.a), place.get(count.b)];
    return a === undefined || b === undefined ? [] : [{ ...count, a, b }];
  });
  if (voted.length < 2) return new Map();
  const fit = fitDavidson(voted.length, compact);
  return fit.status === 'ok' ? new Map(voted.map((arm, index) => [arm, fit.elo[index] ?? NaN])) : new Map();
}

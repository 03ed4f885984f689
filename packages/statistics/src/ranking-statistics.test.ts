import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { replicate } from './bootstrap.ts';
import { statisticsOfRanking, type Ranking } from './ranking-statistics.ts';

const tenths = fc.integer({ min: 0, max: 10 }).map((value) => value / 10);
const scoredImages = fc.array(fc.tuple(tenths, fc.nat({ max: 1 }), fc.constantFrom('a', 'b', 'c', 'd')), {
  minLength: 1,
  maxLength: 20,
});

/** Probability that a positive has a higher score than a negative, from all pairs of the drawn rows. */
function wonPairs(drawn: readonly (readonly [number, number, string])[]): number {
  const scores = (flag: number) => drawn.filter(([, own]) => own === flag).map(([score]) => score);
  let won = 0;
  for (const one of scores(1))
    for (const other of scores(0)) won += one > other ? 1 : one === other ? 0.5 : 0;
  return won;
}

/** The same from how many share each score. */
function wonOf({ positives, negatives }: Ranking): number {
  let [below, won] = [0, 0];
  for (const [place, here] of positives.entries()) {
    const against = negatives[place] ?? 0;
    won += here * (below + against / 2);
    below += against;
  }
  return won;
}

test('rankings under weights are those of the drawn rows, images one by one or groups whole', () => {
  fc.assert(
    fc.property(scoredImages, fc.nat(), (rows, seed) => {
      const images = {
        scores: Float64Array.from(rows, ([score]) => score),
        positive: Uint8Array.from(rows, ([, flag]) => flag),
      };
      const groups = rows.map(([, , group]) => group);
      const names = [...new Set(groups)];
      for (const grouped of [false, true]) {
        const statistics = statisticsOfRanking(grouped ? { ...images, groups } : images, [wonOf]);
        replicate(
          grouped ? names.length : rows.length,
          (lists) => {
            for (const weights of lists) {
              const drawn = rows.flatMap((row, index) =>
                Array<typeof row>(weights[grouped ? names.indexOf(row[2]) : index] ?? 0).fill(row),
              );
              expect(statistics([weights])[0]?.[0]).toBe(wonPairs(drawn));
            }
            return [];
          },
          { seed, from: 0, to: 4 },
        );
      }
    }),
  );
});

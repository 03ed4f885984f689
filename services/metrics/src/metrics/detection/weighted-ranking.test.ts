import { readFileSync } from 'node:fs';
import { auroc, statisticsOfRanking } from '@fakexplain/statistics/ranking-statistics';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { averagePrecision } from './ranking.ts';

const numbers = z.array(z.number());
const goldenPath = new URL('../../../../../packages/fixtures/golden/detection.json', import.meta.url);
const golden = z
  .object({
    weightedRankings: z.array(
      z.object({ positive: numbers, scores: numbers, weights: numbers, auroc: z.number(), ap: z.number() }),
    ),
  })
  .parse(JSON.parse(readFileSync(goldenPath, 'utf8')));

test.each(golden.weightedRankings)('AUROC $auroc and AP $ap under weights as scikit-learn', (expected) => {
  const images = {
    scores: Float64Array.from(expected.scores),
    positive: Uint8Array.from(expected.positive),
  };
  const of = statisticsOfRanking(images, [auroc, averagePrecision]);
  const [area, precision] = of([Uint32Array.from(expected.weights)])[0] ?? [];
  expect(area).toBeCloseTo(expected.auroc, 9);
  expect(precision).toBeCloseTo(expected.ap, 9);
});

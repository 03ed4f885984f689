import type { metrics } from '@fakexplain/contract';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import type { Database } from '@fakexplain/database';
import { readEmbargoOfDataset } from '@fakexplain/database/embargo';
import { mcnemar } from '@fakexplain/statistics/mcnemar';
import { describedMetrics } from '../metrics/registry.ts';
import { requirePublicRun } from '../runs/embargo.ts';
import { findRun } from '../runs/select-runs.ts';
import type { Resampling } from '../summaries/resampling.ts';
import { disagreements } from './disagreements.ts';
import { pairTable } from './measure-differences.ts';
import { readPairs } from './read-pairs.ts';

/** Fixed, so that the same scores give the same intervals. */
const bootstrapOptions = { seed: 1, resamples: 1_000 };

/**
 * Two runs on the images of their dataset that both have explained and that are scored.
 * @throws ProblemError `not-found`, `embargoed`, or `invalid-request` where they are of different datasets, since labels and the
 *   meaning of regions are a dataset's
 */
export async function compareRuns(
  { db, resampling }: { db: Database; resampling: Pick<Resampling, 'replicate'> },
  ids: { a: string; b: string },
  reader: Reader,
): Promise<metrics.Comparison> {
  const [a, b] = await Promise.all([findRun(db, ids.a), findRun(db, ids.b)]);
  if (a.dataset.slug !== b.dataset.slug) {
    const detail = `Only runs on one dataset can be compared, and these are on ${a.dataset.slug} and ${b.dataset.slug}.`;
    throw new ProblemError('invalid-request', { detail });
  }
  await Promise.all([a, b].map((run) => requirePublicRun(db, run, reader)));
  const embargo = await readEmbargoOfDataset(db, a.dataset.slug);
  const withheld = reader === 'public';
  const pairs = pairTable();
  const differing = disagreements();
  const right = { onlyA: 0, onlyB: 0 };
  let images = 0;
  for await (const page of readPairs(db, ids)) {
    for (const pair of page) {
      images += 1;
      pairs.add(pair.a, pair.b);
      if (pair.isPublic || !withheld) differing.add(pair);
      const [rightA, rightB] = [pair.a, pair.b].map(({ verdict, label }) => verdict === label);
      if (rightA && !rightB) right.onlyA += 1;
      if (rightB && !rightA) right.onlyB += 1;
    }
  }
  return {
    a,
    b,
    metrics: [...describedMetrics],
    images,
    differences: images === 0 ? [] : await pairs.measure({ ...bootstrapOptions, resampling }),
    mcNemar: { ...right, p: images === 0 ? null : mcnemar(right.onlyA, right.onlyB).exact },
    disagreements: differing.greatest(),
    embargo: { ...embargo, withheld },
  };
}

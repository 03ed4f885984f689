import type { metrics } from '@fakexplain/contract';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { readEmbargoOfDataset } from '@fakexplain/database/embargo';
import { mcnemar } from '@fakexplain/statistics/mcnemar';
import type { Dependencies } from '../dependencies.ts';
import { describedMetrics } from '../metrics/registry.ts';
import { requirePublicRun } from '../runs/embargo.ts';
import { findRun } from '../runs/select-runs.ts';
import type { ThreadTask } from '@fakexplain/service-kit/threads';
import { collectPairs, type CollectedPairs, type Outage, type PairsOfRuns } from './collect-pairs.ts';
import { measureDifferences } from './measure-differences.ts';

const collecting: ThreadTask<PairsOfRuns, CollectedPairs | Outage> = {
  module: new URL('./collect-pairs.ts', import.meta.url),
  work: collectPairs,
};

/** Fixed, so that the same scores give the same intervals. */
const bootstrapOptions = { seed: 1, resamples: 1_000 };

export interface ComparisonWanted {
  a: string;
  b: string;
  reader: Reader;
  /** Gives up; what threads do of it ends. */
  signal?: AbortSignal | undefined;
}

/**
 * Two runs on the images of their dataset that both have explained and that are scored.
 * @throws ProblemError `not-found`, `embargoed`, or `invalid-request` where they are of different datasets, since labels and the
 *   meaning of regions are a dataset's; `not-ready` where too much is computed already, or the database does
 *   not answer
 */
export async function compareRuns(
  { db, databaseUrl, threads }: Pick<Dependencies, 'db' | 'databaseUrl' | 'threads'>,
  { reader, signal, ...ids }: ComparisonWanted,
): Promise<metrics.Comparison> {
  const [a, b] = await Promise.all([findRun(db, ids.a), findRun(db, ids.b)]);
  if (a.dataset.slug !== b.dataset.slug) {
    const detail = `Only runs on one dataset can be compared, and these are on ${a.dataset.slug} and ${b.dataset.slug}.`;
    throw new ProblemError('invalid-request', { detail });
  }
  await Promise.all([a, b].map((run) => requirePublicRun(db, run, reader)));
  const embargo = await readEmbargoOfDataset(db, a.dataset.slug);
  const withheld = reader === 'public';
  const collected = await threads.run(collecting, { databaseUrl, ids, withheld }, signal);
  if ('outage' in collected)
    throw new ProblemError('not-ready', { detail: collected.outage, headers: { 'retry-after': '2' } });
  const { images, right, disagreements, measured } = collected;
  const differences =
    images === 0 ? [] : await measureDifferences(measured, { ...bootstrapOptions, threads, signal });
  return {
    a,
    b,
    metrics: [...describedMetrics],
    images,
    differences,
    mcNemar: { ...right, p: images === 0 ? null : mcnemar(right.onlyA, right.onlyB).exact },
    disagreements,
    embargo: { ...embargo, withheld },
  };
}

import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { readEmbargoOfDataset } from '@fakexplain/database/embargo';
import type { Reader } from '@fakexplain/service-kit';
import { meanAndSpread } from '@fakexplain/statistics/mean-and-spread';
import { describedMetrics } from '../metrics/registry.ts';
import { findRun } from './select-runs.ts';
import { countUnreadable } from './count-unreadable.ts';
import { requirePublicRun } from './embargo.ts';
import { readBack } from './read-back.ts';
import { readOutputs } from './read-outputs.ts';
import { readValues, type SliceValues } from './read-values.ts';
import { readWorst } from './read-worst.ts';
import { warningsOf } from './warnings.ts';

/**
 * Everything about a run. Its values were measured by `summaries/summarise.ts`, and one metric's worst images are
 * read from what each explanation scores.
 *
 * @param worst key of a metric of explanations
 * @throws ProblemError `not-found`, `embargoed`, or `invalid-request` where no metric of explanations has that key
 */
export async function readRun(
  db: Database,
  id: string,
  { worst, reader }: { worst?: string | undefined; reader: Reader },
): Promise<metrics.RunReport> {
  const run = await findRun(db, id);
  await requirePublicRun(db, run, reader);
  const [slices, outputs, worstCases, understood, unreadable, embargo] = await Promise.all([
    readValues(db, [id]),
    readOutputs(db, id),
    readWorst(db, id, { key: worst, reader }),
    readBack(db, id, reader),
    countUnreadable(db, [id]),
    readEmbargoOfDataset(db, run.dataset.slug),
  ]);
  const all = slices.find(({ kind }) => kind === 'all');
  return {
    run,
    metrics: [...describedMetrics],
    overall: { run, values: all?.values ?? [], warnings: warningsOf(run, all, unreadable.get(id)) },
    slices: slices
      .filter(({ kind }) => kind !== 'all')
      .map(({ kind, value, values }) => ({ kind, value, values })),
    folds: overFolds(slices.filter(({ kind }) => kind === 'fold')),
    ...outputs,
    readBack: understood,
    missing: Math.max(0, run.images - run.explanations),
    worst: worstCases,
    embargo: { ...embargo, withheld: reader === 'public' },
  };
}

/** Mean and standard deviation of every metric that all four folds have. */
function overFolds(folds: SliceValues[]): metrics.RunReport['folds'] {
  const bySignature = Map.groupBy(
    folds.flatMap(({ values }) => values),
    ({ signature }) => signature,
  );
  return [...bySignature].flatMap(([signature, values]) => {
    const spread = values.length === 4 ? meanAndSpread(values.map(({ value }) => value)) : null;
    return spread ? [{ signature, mean: spread.mean, spread: spread.standardDeviation ?? 0 }] : [];
  });
}

import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { metricsSchema } from '@fakexplain/database/schema';
import { and, eq, inArray } from 'drizzle-orm';
import type { VerdictCounts } from '../metrics/detection/verdict-counts.ts';
import { describedMetrics } from '../metrics/registry.ts';

const { runScores, runVerdicts } = metricsSchema;

export interface SliceValues {
  run: string;
  kind: (typeof runScores.$inferSelect)['sliceKind'];
  value: string;
  /** In the order of the registry; without values that an older version of a metric stored. */
  values: metrics.Measured[];
  verdicts: VerdictCounts;
}

const places = new Map(describedMetrics.map(({ signature }, place) => [signature, place]));

/** What `summaries/summarise.ts` stored of runs, of one slice or of all. */
export async function readValues(
  db: Database,
  runs: string[],
  slice?: Pick<SliceValues, 'kind' | 'value'>,
): Promise<SliceValues[]> {
  if (runs.length === 0) return [];
  const rows = await db
    .select({ score: runScores, verdicts: runVerdicts })
    .from(runVerdicts)
    .innerJoin(
      runScores,
      and(
        eq(runScores.runId, runVerdicts.runId),
        eq(runScores.sliceKind, runVerdicts.sliceKind),
        eq(runScores.sliceValue, runVerdicts.sliceValue),
      ),
    )
    .where(
      and(
        inArray(runScores.runId, runs),
        slice && and(eq(runScores.sliceKind, slice.kind), eq(runScores.sliceValue, slice.value)),
      ),
    )
    .orderBy(runScores.runId, runScores.sliceKind, runScores.sliceValue);
  const slices = Map.groupBy(rows, ({ verdicts: { runId, sliceKind, sliceValue } }) =>
    [runId, sliceKind, sliceValue].join(' '),
  );
  return [...slices.values()].flatMap((measured) => {
    const [first] = measured;
    if (!first) return [];
    const { runId, sliceKind, sliceValue, ...verdicts } = first.verdicts;
    const values = measured
      .filter(({ score }) => places.has(score.signature))
      .toSorted((a, b) => (places.get(a.score.signature) ?? 0) - (places.get(b.score.signature) ?? 0))
      .map(({ score: { signature, n, value, low, high } }) => ({ signature, n, value, low, high }));
    return [{ run: runId, kind: sliceKind, value: sliceValue, values, verdicts }];
  });
}

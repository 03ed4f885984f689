import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { metricsSchema } from '@fakexplain/database/schema';
import { and, eq, inArray } from 'drizzle-orm';
import { metricCatalogue } from '../metric-catalogue.ts';

const { runScores } = metricsSchema;

export interface SliceValues {
  run: string;
  kind: (typeof runScores.$inferSelect)['slice'];
  value: string;
  /** In the order of the catalogue; what an older version of a metric left is no part of it. */
  values: metrics.Measured[];
}

const places = new Map(metricCatalogue.map(({ signature }, place) => [signature, place]));

/** What is stored of runs, of one slice or of all. */
export async function readValues(
  db: Database,
  runs: string[],
  slice?: Pick<SliceValues, 'kind' | 'value'>,
): Promise<SliceValues[]> {
  if (runs.length === 0) return [];
  const rows = await db
    .select()
    .from(runScores)
    .where(
      and(
        inArray(runScores.runId, runs),
        slice && and(eq(runScores.slice, slice.kind), eq(runScores.value, slice.value)),
      ),
    )
    .orderBy(runScores.runId, runScores.slice, runScores.value);
  const slices = Map.groupBy(rows, ({ runId, slice, value }) => `${runId} ${slice} ${value}`);
  return [...slices.values()].flatMap((measured) => {
    const [first] = measured;
    if (!first) return [];
    const values = measured
      .filter(({ signature }) => places.has(signature))
      .toSorted((a, b) => (places.get(a.signature) ?? 0) - (places.get(b.signature) ?? 0))
      .map(({ signature, n, score, low, high }) => ({ signature, n, value: score, low, high }));
    return [{ run: first.runId, kind: first.slice, value: first.value, values }];
  });
}

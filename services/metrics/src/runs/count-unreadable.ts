import type { Database } from '@fakexplain/database';
import { metricsSchema } from '@fakexplain/database/schema';
import { and, count, inArray, sql } from 'drizzle-orm';

const { scores } = metricsSchema;

/** How many scored explanations of runs have a mask that cannot be read; a run without any is not in the map. */
export async function countUnreadable(db: Database, runs: string[]): Promise<Map<string, number>> {
  if (runs.length === 0) return new Map();
  const rows = await db
    .select({ run: scores.runId, explanations: count() })
    .from(scores)
    // In the words of the index `scores_unreadable`.
    .where(and(inArray(scores.runId, runs), sql`${scores.entries} ? 'unreadable_mask'`))
    .groupBy(scores.runId);
  return new Map(rows.map(({ run, explanations }) => [run, explanations]));
}

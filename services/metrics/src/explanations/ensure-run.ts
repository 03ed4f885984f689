import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { and, eq } from 'drizzle-orm';

const { runs } = catalogSchema;

/** The id of the run that holds what a file said: one for each source, dataset and name of a file. */
export async function ensureRun(
  db: Database,
  run: { sourceId: string; datasetId: string; title: string },
): Promise<string> {
  await db
    .insert(runs)
    .values({ ...run, origin: 'import' })
    .onConflictDoNothing();
  const [found] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(eq(runs.sourceId, run.sourceId), eq(runs.datasetId, run.datasetId), eq(runs.title, run.title)),
    );
  if (!found) throw new Error(`the run "${run.title}" vanished while it was made`);
  return found.id;
}

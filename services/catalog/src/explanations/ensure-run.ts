import { recordChange, type Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { and, eq, sql } from 'drizzle-orm';

const { runs } = catalogSchema;

/**
 * The id of the run that holds what a file said: one for each source, dataset and name of a file.
 * With `reference`, others of its dataset are scored against it.
 */
export async function ensureRun(
  db: Database,
  { reference = false, ...run }: { sourceId: string; datasetId: string; title: string; reference?: boolean },
): Promise<string> {
  await db.transaction(async (tx) => {
    const [made] = await tx
      .insert(runs)
      .values({ ...run, reference, origin: 'import' })
      .onConflictDoUpdate({
        target: [runs.sourceId, runs.datasetId, runs.title],
        set: { reference: true },
        setWhere: sql`${reference} and not ${runs.reference}`,
      })
      .returning({ id: runs.id });
    if (!made) return;
    const after = { ...run, reference };
    await recordChange(tx, { action: 'importRun', subject: { kind: 'run', name: made.id }, after });
  });
  const [found] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(eq(runs.sourceId, run.sourceId), eq(runs.datasetId, run.datasetId), eq(runs.title, run.title)),
    );
  if (!found) throw new Error(`the run "${run.title}" vanished while it was made`);
  return found.id;
}

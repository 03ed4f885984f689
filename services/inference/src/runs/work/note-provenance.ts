import { createHash } from 'node:crypto';
import type { inference } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { inferenceSchema } from '@fakexplain/database/schema';
import { eq, sql } from 'drizzle-orm';

const { generations, provenances } = inferenceSchema;

/** Notes that a run's images are being answered in this way. @returns what its images name it by */
export async function noteProvenance(
  db: Database,
  runId: string,
  provenance: inference.Provenance,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(provenance)).digest('hex');
  await db.insert(provenances).values({ runId, hash, provenance }).onConflictDoNothing();
  await db
    .update(generations)
    .set({ startedAt: sql`coalesce(${generations.startedAt}, now())` })
    .where(eq(generations.runId, runId));
  return hash;
}

import type { inference } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { inferenceSchema } from '@fakexplain/database/schema';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { identityOfModel, type ModelToOpen } from '../../backends/open-model.ts';
import { parseManifest } from '../../models/parse-manifest.ts';
import { createHash } from 'node:crypto';

const { generations, provenances } = inferenceSchema;

/** What workers need of a run; it never changes. */
export interface Job extends ModelToOpen {
  runId: string;
  /** Identifies the model; runs with the same identity share an open backend. */
  identity: string;
}

/** Runs that have images to take now, the oldest first. */
export async function listRunsWithWork(db: Database): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select g.run_id as id from inference.generations g
    where g.state = 'running' and exists (
      select from inference.tasks t where t.run_id = g.run_id and t.state = 'waiting'
        and (t.not_before is null or t.not_before <= now()))
    order by g.created_at, g.run_id`);
  return rows.map(({ id }) => id);
}

/** @throws Error where the manifest that was stored can no longer be read */
export async function readJob(db: Database, runId: string): Promise<Job> {
  const [run] = await db
    .select({ manifest: generations.manifest, decoding: generations.decoding })
    .from(generations)
    .where(eq(generations.runId, runId));
  const { manifest, problems } = parseManifest(run?.manifest ?? '');
  if (!manifest) throw new Error(`the manifest it was started with cannot be read: ${problems.join('; ')}`);
  const model = { manifest, decoding: run?.decoding ?? null };
  return { runId, ...model, identity: identityOfModel(model) };
}

/** Which of the runs are cancelled. */
export async function listCancelled(db: Database, runIds: string[]): Promise<string[]> {
  if (runIds.length === 0) return [];
  const rows = await db
    .select({ id: generations.runId })
    .from(generations)
    .where(and(inArray(generations.runId, runIds), eq(generations.state, 'cancelled')));
  return rows.map(({ id }) => id);
}

/** Finishes the running runs that have no task left which waits or is with a worker. */
export async function finishRuns(db: Database): Promise<void> {
  const over = sql`g.state = 'running' and not exists (
    select from inference.tasks t where t.run_id = g.run_id and t.state in ('waiting', 'taken'))`;
  await db.transaction(async (tx) => {
    const runs = await tx.execute<{ id: string }>(sql`
      select g.run_id as id from inference.generations g where ${over} for update`);
    if (runs.length === 0) return;
    // Checked again while the runs are locked: someone may just have asked to try failed images again.
    await tx.execute(sql`
      update inference.generations g set state = 'finished', state_at = now(), finished_at = now()
      where g.run_id in ${runs.map(({ id }) => id)} and ${over}`);
  });
}

/** Fails a running run that cannot go on until someone repairs something. */
export async function failRun(db: Database, runId: string, reason: string): Promise<void> {
  await db
    .update(generations)
    .set({ state: 'failed', stateAt: sql`now()`, reason })
    .where(and(eq(generations.runId, runId), eq(generations.state, 'running' satisfies inference.RunState)));
}

/** Records how the images of a run are answered. @returns the hash by which its tasks name the record */
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

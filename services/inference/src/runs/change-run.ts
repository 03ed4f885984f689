import type { inference } from '@fakexplain/contract';
import { recordChange, type Database, type Transaction } from '@fakexplain/database';
import { inferenceSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { announceRun } from './channel.ts';
import { unknownRun } from './read-run.ts';

const { generations, tasks } = inferenceSchema;

/** Takes no more images; those in flight are finished. @throws ProblemError as all changes of runs do */
export const pauseRun = (db: Database, id: string) =>
  change(db, id, ['pauseRun', 'paused'], (tx) => moveState(tx, id, ['running'], 'paused'));

/** Goes on with a run that was paused or has failed. */
export const resumeRun = (db: Database, id: string) =>
  change(db, id, ['resumeRun', 'resumed'], (tx) => moveState(tx, id, ['paused', 'failed'], 'running'));

/** Stops a run for good: what is in flight counts no more, what is explained stays. */
export const cancelRun = (db: Database, id: string) =>
  change(db, id, ['cancelRun', 'cancelled'], async (tx) => {
    const moved = await moveState(tx, id, ['running', 'paused', 'failed'], 'cancelled');
    if (moved)
      await tx
        .update(tasks)
        .set({ state: 'waiting', worker: null, changedAt: sql`now()` })
        .where(and(eq(tasks.runId, id), eq(tasks.state, 'taken')));
    return moved;
  });

/** Tries the failed images again; a finished run goes on, any other stays as it is. */
export const retryRun = (db: Database, id: string) =>
  change(db, id, ['retryRun', 'retried'], async (tx, state) => {
    if (state === 'cancelled') return false;
    const { count } = await tx
      .update(tasks)
      .set({ state: 'waiting', attempts: 0, notBefore: null, reason: null, changedAt: sql`now()` })
      .where(and(eq(tasks.runId, id), eq(tasks.state, 'failed')));
    if (count === 0) throw conflict('No image of this run has failed.');
    await moveState(tx, id, ['finished'], 'running');
    return true;
  });

/** @throws ProblemError `not-found`, or `run-state-conflict` where its state does not allow the change */
function change(
  db: Database,
  id: string,
  [action, done]: [action: string, done: string],
  make: (tx: Transaction, state: inference.RunState) => Promise<boolean>,
): Promise<void> {
  return db.transaction(async (tx) => {
    const [run] = await tx
      .select({ state: generations.state })
      .from(generations)
      .where(eq(generations.runId, id))
      .for('update');
    if (!run) throw unknownRun(id);
    if (!(await make(tx, run.state))) throw conflict(`A run that is ${run.state} cannot be ${done}.`);
    const [now] = await tx
      .select({ state: generations.state })
      .from(generations)
      .where(eq(generations.runId, id));
    await recordChange(tx, { action, subject: { kind: 'run', name: id }, before: run, after: now ?? null });
    await announceRun(tx, id);
  });
}

const conflict = (detail: string) => new ProblemError('run-state-conflict', { detail });

async function moveState(
  tx: Transaction,
  id: string,
  from: inference.RunState[],
  to: inference.RunState,
): Promise<boolean> {
  const { count } = await tx
    .update(generations)
    .set({
      state: to,
      stateAt: sql`now()`,
      reason: null,
      finishedAt: to === 'cancelled' ? sql`now()` : null,
    })
    .where(and(eq(generations.runId, id), inArray(generations.state, from)));
  return count > 0;
}

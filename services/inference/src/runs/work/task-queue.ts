import type { Database, Transaction } from '@fakexplain/database';
import { insertExplanations, type NewExplanation } from '@fakexplain/database/explanations';
import { inferenceSchema } from '@fakexplain/database/schema';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { lockClass } from './session.ts';

/** An image that this worker has taken. */
export interface TakenImage {
  runId: string;
  sha256: string;
  path: string | null;
  mediaType: string;
  width: number;
  height: number;
  /** How often it was taken, this time included. */
  attempts: number;
}

/**
 * Takes up to `limit` waiting images of a running run for the worker with this key, in the order of their hashes. Images
 * that another worker is taking at the same moment are skipped. Pausing and cancelling a run wait for this, or come before.
 */
export async function takeImages(
  db: Database,
  { runId, key, limit }: { runId: string; key: number; limit: number },
): Promise<TakenImage[]> {
  const rows = await db.execute<TakenImage & Record<string, unknown>>(sql`
    with run as (
      select run_id from inference.generations where run_id = ${runId} and state = 'running' for share),
    picked as (
      select t.image_sha256 from inference.tasks t join run using (run_id)
      where t.state = 'waiting' and (t.not_before is null or t.not_before <= now())
      order by t.image_sha256 limit ${limit} for update of t skip locked),
    taken as (
      update inference.tasks t
      set state = 'taken', worker = ${key}, attempts = attempts + 1, not_before = null, changed_at = now()
      from picked where t.run_id = ${runId} and t.image_sha256 = picked.image_sha256
      returning t.image_sha256, t.attempts)
    select ${runId}::text as "runId", i.sha256, di.path, i.media_type as "mediaType", i.width, i.height,
      taken.attempts
    from taken
    join catalog.images i on i.sha256 = taken.image_sha256
    join catalog.runs r on r.id = ${runId}
    left join catalog.dataset_images di on di.dataset_id = r.dataset_id and di.image_sha256 = i.sha256
    order by i.sha256`);
  return [...rows];
}

const { tasks } = inferenceSchema;

/** Names a task that a worker has taken: the update of a claim that the worker has lost changes nothing. */
export interface Claim {
  runId: string;
  sha256: string;
  key: number;
}

/**
 * Each of these changes nothing and returns false where the worker has lost the task: it was given to another
 * worker because this one seemed dead, or its run was cancelled.
 */

/** Stores the explanation and settles the task, both or neither. */
export function storeExplanation(
  db: Database,
  claim: Claim,
  provenance: string,
  said: Omit<NewExplanation, 'imageSha256'>,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { parseStatus } = said;
    const mine = await settle(tx, claim, { state: 'explained', provenance, parseStatus, reason: null });
    if (mine) await insertExplanations(tx, claim.runId, [{ imageSha256: claim.sha256, ...said }]);
    return mine;
  });
}

export const failImage = (db: Database, claim: Claim, reason: string) =>
  settle(db, claim, { state: 'failed', reason });

/** Lets the task wait for another attempt, for at least `delayMs` milliseconds. */
export const retryLater = (db: Database, claim: Claim, reason: string, delayMs: number) =>
  settle(db, claim, {
    state: 'waiting',
    reason,
    notBefore: sql`now() + make_interval(secs => ${delayMs / 1_000})`,
  });

/** Lets the task wait as if it had never been taken. */
export const giveBack = (db: Database, claim: Claim) =>
  settle(db, claim, { state: 'waiting', attempts: sql`${tasks.attempts} - 1` });

type Change = { [K in keyof typeof tasks.$inferInsert]?: (typeof tasks.$inferInsert)[K] | SQL };

async function settle(
  db: Database | Transaction,
  { runId, sha256, key }: Claim,
  change: Change,
): Promise<boolean> {
  const { count } = await db
    .update(tasks)
    .set({ ...change, worker: null, changedAt: sql`now()` })
    .where(
      and(
        eq(tasks.runId, runId),
        eq(tasks.imageSha256, sha256),
        eq(tasks.state, 'taken'),
        eq(tasks.worker, key),
      ),
    );
  return count > 0;
}

/** How many deaths of its worker a task survives in addition to its attempts: the image may be what kills them. */
const deathsAllowed = 2;

/**
 * Lets the tasks wait again whose worker no longer holds its lock, because it is dead or cut off.
 * @param attempts how often an image is tried
 * @returns the number of those tasks
 */
export async function freeAbandonedTasks(db: Database, attempts: number): Promise<number> {
  const workers = await db.execute<{ worker: number }>(sql`
    select distinct worker from inference.tasks where state = 'taken'
    except
    select objid::bigint::int from pg_locks
    where locktype = 'advisory' and classid = ${lockClass} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())`);
  if (workers.length === 0) return 0;
  const dead = workers.map(({ worker }) => worker);
  const most = attempts + deathsAllowed;
  const freed = await db.execute(sql`
    update inference.tasks set worker = null, changed_at = now(),
      state = (case when attempts < ${most} then 'waiting' else 'failed' end)::inference.task_state,
      reason = case when attempts < ${most} then reason
        else 'its worker ended without a word each time it was tried, ' || attempts || ' times' end
    where state = 'taken' and worker in ${dead}`);
  return freed.count;
}

import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { lockClass } from './session.ts';

/** Deaths of workers that an image may outlive beyond its attempts: it could be what kills them. */
const patience = 2;

/**
 * Images whose worker holds its lock no longer, so is dead or cut off, wait again at once.
 * @param attempts that an image is tried
 * @returns how many there were
 */
export async function freeOrphans(db: Database, attempts: number): Promise<number> {
  const workers = await db.execute<{ worker: number }>(sql`
    select distinct worker from inference.tasks where state = 'taken'
    except
    select objid::bigint::int from pg_locks
    where locktype = 'advisory' and classid = ${lockClass} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())`);
  if (workers.length === 0) return 0;
  const dead = workers.map(({ worker }) => worker);
  const most = attempts + patience;
  const freed = await db.execute(sql`
    update inference.tasks set worker = null, changed_at = now(),
      state = (case when attempts < ${most} then 'waiting' else 'failed' end)::inference.task_state,
      reason = case when attempts < ${most} then reason
        else 'its worker ended without a word each time it was tried, ' || attempts || ' times' end
    where state = 'taken' and worker in ${dead}`);
  return freed.count;
}

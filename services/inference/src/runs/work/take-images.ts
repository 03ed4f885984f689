import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';

/** An image that this worker has. */
export interface TakenImage {
  runId: string;
  sha256: string;
  path: string | null;
  mediaType: string;
  width: number;
  height: number;
  /** Times it was taken, this one included. */
  attempts: number;
}

/**
 * Takes up to `limit` waiting images of a running run for the worker whose key it is, by hash. What another worker is
 * taking at the same moment is left to it. Pausing and cancelling wait until the images are taken, or come before.
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

import type { Embargo, inference } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { isPublicImage, readEmbargoOfDataset } from '@fakexplain/database/embargo';
import type { Reader } from '@fakexplain/service-kit';
import { sql } from 'drizzle-orm';
import { findRun } from './read-run.ts';

/**
 * Images that have no explanation for a reason, by hash; for the public without those under embargo.
 * @throws ProblemError `not-found`
 */
export async function listFailures(
  db: Database,
  id: string,
  { limit, after = '', reader }: { limit: number; after?: string | undefined; reader: Reader },
): Promise<{ failures: inference.Failure[]; embargo: Embargo }> {
  const run = await findRun(db, id);
  const withheld = reader === 'public';
  const rows = await db.execute<{ [K in keyof inference.Failure]: inference.Failure[K] }>(sql`
    select t.image_sha256 as sha256, i.path, t.attempts, t.reason,
      to_char(t.changed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from inference.tasks t
    join catalog.runs r on r.id = t.run_id
    join catalog.dataset_images i on i.dataset_id = r.dataset_id and i.image_sha256 = t.image_sha256
    where t.run_id = ${id} and t.state = 'failed' and t.image_sha256 > ${after}
      and ${withheld ? isPublicImage(sql`t.image_sha256`) : sql`true`}
    order by t.image_sha256
    limit ${limit}`);
  return {
    failures: [...rows],
    embargo: { ...(await readEmbargoOfDataset(db, run.dataset.slug)), withheld },
  };
}

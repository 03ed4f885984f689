import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { scorerVersion } from '../metrics/registry.ts';

/** Explanations without a score of this version; those whose references have changed are found when their turn comes. */
export async function countUnscored(db: Database): Promise<number> {
  const [row] = await db.execute<{ unscored: number }>(sql`
    select ((select count(*) from catalog.explanations)
      - (select count(*) from metrics.scores where scorer = ${scorerVersion}))::int as unscored`);
  return row?.unscored ?? 0;
}

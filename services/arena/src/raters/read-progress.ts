import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { Rater } from './identify-rater.ts';

export async function readProgress(sql: Sql, { id, practised, study }: Rater): Promise<arena.Progress> {
  const [row] = await sql<{ cast: number }[]>`
    select count(*)::int as "cast" from arena.votes where rater_id = ${id} and revision = 0`;
  return { cast: row?.cast ?? 0, limit: study.ballotsPerRater, practised };
}

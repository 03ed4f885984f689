import type { arena } from '@fakexplain/contract';
import type { Read, TransactionSql } from '@fakexplain/database';

/** What became of a study's raters, from a row each. */
export async function readRaterFlow(
  tx: TransactionSql,
  run: Read,
  studyId: string,
): Promise<arena.RaterFlow> {
  const [flow] = await run(tx<arena.RaterFlow[]>`
    select count(*)::int as agreed, (count(*) filter (where r.withdrawn))::int as withdrawn,
      (count(r.practised_at) filter (where not r.withdrawn))::int as practised,
      (count(r.screened_out_at) filter (where not r.withdrawn))::int as "screenedOut",
      (count(*) filter (where c.answers > 0))::int as voted,
      (count(*) filter (where c.answers >= s.ballots_per_rater))::int as complete,
      (count(*) filter (where c.answers > 0 and r.ended_at is not null))::int as ended,
      (count(*) filter (where c.answers > 0 and x.rater_id is not null))::int as excluded,
      (count(*) filter (where c.answers > 0 and x.rater_id is null))::int as counted
    from arena.raters r
    join arena.studies s on s.id = r.study_id
    left join arena.rater_counts c on c.rater_id = r.id and not r.withdrawn
    left join arena.exclusions x on x.rater_id = r.id and x.withdrawn_at is null
    where r.study_id = ${studyId}`);
  if (!flow) throw new Error('a count of no rows is a row');
  return flow;
}

import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { unknownStudy } from '../studies/read-study.ts';

/**
 * Every exclusion of a study, withdrawn ones too, newest first.
 * @throws ProblemError `not-found` where there is no such study
 */
export async function listExclusions(sql: Sql, study: string): Promise<arena.Exclusion[]> {
  const rows = await sql<(Omit<arena.Exclusion, 'id'> & { id: string | null })[]>`
    select e.id, e.rater_id as rater, e.reason, e.excluded_at as "excludedAt", e.withdrawn_at as "withdrawnAt",
      (select count(*)::int from arena.votes v join arena.ballots b on b.id = v.ballot_id and b.kind = 'regular'
        where v.rater_id = e.rater_id and v.revision = 0) as votes
    from arena.studies s left join arena.exclusions e on e.study_id = s.id
    where s.slug = ${study}
    order by e.excluded_at desc, e.id`;
  if (rows.length === 0) return unknownStudy(study);
  const moment = (time: string) => new Date(time).toISOString();
  return rows.flatMap(({ id, excludedAt, withdrawnAt, ...row }) =>
    id === null
      ? []
      : [{ ...row, id, excludedAt: moment(excludedAt), withdrawnAt: withdrawnAt && moment(withdrawnAt) }],
  );
}

import type { arena } from '@fakexplain/contract';
import type { SqlOrTransaction } from '@fakexplain/database';
import { unknownStudy } from '../studies/read-study.ts';

export type ExclusionRow = arena.Exclusion;

/** A study's exclusions, of one rater or of several together, as a query. */
export const exclusionRows = (sql: SqlOrTransaction, studyId: string) => sql`
  select coalesce(s.id, e.id) as id, case when s.id is null then min(e.rater_id::text) end as rater,
    count(*)::int as raters, coalesce(s.sentinels, '{}') as sentinels, coalesce(s.reason, min(e.reason)) as reason,
    coalesce(sum(c.votes), 0)::int as votes, min(e.excluded_at) as "excludedAt", max(e.withdrawn_at) as "withdrawnAt"
  from arena.exclusions e
  left join arena.exclusion_sets s on s.id = e.set_id
  left join arena.rater_counts c on c.rater_id = e.rater_id
  where e.study_id = ${studyId}
  group by coalesce(s.id, e.id), s.id`;

export function exclusionOf({ excludedAt, withdrawnAt, ...row }: ExclusionRow): arena.Exclusion {
  const moment = (time: string) => new Date(time).toISOString();
  return { ...row, excludedAt: moment(excludedAt), withdrawnAt: withdrawnAt && moment(withdrawnAt) };
}

/**
 * Every exclusion of a study, withdrawn ones too, newest first; raters who were excluded together are one.
 * @throws ProblemError `not-found` where there is no such study
 */
export async function listExclusions(sql: SqlOrTransaction, study: string): Promise<arena.Exclusion[]> {
  const [found] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${study}`;
  if (!found) return unknownStudy(study);
  const rows = await sql<ExclusionRow[]>`
    select * from (${exclusionRows(sql, found.id)}) x order by x."excludedAt" desc, x.id`;
  return rows.map(exclusionOf);
}

import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';

type Cohort = arena.StudyMonitor['cohorts'][number];

interface Raters {
  cohorts: Cohort[];
  checks: arena.StudyMonitor['checks'];
  /** Ballots of every kind that were drawn. */
  drawn: number;
}

/** Raters who have not withdrawn, by how they came, and what they did, from a row each. @param limit ballots that one rater is asked; null: no limit */
export async function readCohorts(sql: Sql, studyId: string, limit: number | null): Promise<Raters> {
  const rows = await sql<(Cohort & { checks: number; passed: number; drawn: number })[]>`
    select r.cohort, count(*)::int as raters,
      count(r.practised_at)::int as practised, count(r.screened_out_at)::int as "screenedOut",
      count(c.rater_id)::int as voted, (count(*) filter (where c.answers >= ${limit}::int))::int as complete,
      coalesce(sum(c.answers), 0)::int as answers, coalesce(sum(c.votes), 0)::int as votes,
      coalesce(sum(c.checks), 0)::int as checks, coalesce(sum(c.checks_passed), 0)::int as passed,
      coalesce(sum(b.drawn), 0)::int as drawn
    from arena.raters r
    left join arena.rater_counts c on c.rater_id = r.id
    -- Ordinals of a rater's ballots have no gaps.
    cross join lateral (select max(ordinal) as drawn from arena.ballots where rater_id = r.id) b
    where r.study_id = ${studyId} and not r.withdrawn
    group by r.cohort order by r.cohort`;
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    cohorts: rows.map(({ checks: _checks, passed: _passed, drawn: _drawn, ...row }) => row),
    checks: { n: sum(({ checks }) => checks), passed: sum(({ passed }) => passed) },
    drawn: sum(({ drawn }) => drawn),
  };
}

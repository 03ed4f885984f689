import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { listExclusions } from './list-exclusions.ts';

type Row = Omit<arena.RaterReport, 'repeats' | 'checks' | 'exclusion'> & {
  repeats: number;
  repeated: number;
  checks: number;
  passed: number;
};

/**
 * How each rater with a vote has answered, most votes first.
 * @throws ProblemError `not-found` where there is no such study
 */
export async function reportRaters(sql: Sql, study: string): Promise<arena.RaterReport[]> {
  const exclusions = await listExclusions(sql, study);
  const standing = new Map(
    exclusions.flatMap((exclusion) =>
      exclusion.withdrawnAt === null ? [[exclusion.rater, exclusion] as const] : [],
    ),
  );
  const rows = await sql<Row[]>`
    with answers as (
      select v.rater_id, v.ballot_id, v.kind, v.repeat_of, v.sound_side, v.choice, v.response_ms,
        case v.choice when 'left' then v.left_arm::text when 'right' then v.right_arm::text else v.choice::text end
          as preferred
      from arena.current_votes v
      join arena.studies s on s.id = v.study_id and s.slug = ${study}
    )
    select r.id as rater, r.cohort, r.consented_at as "consentedAt",
      count(*) filter (where a.kind = 'regular')::int as votes,
      count(*) filter (where a.kind = 'regular' and a.choice = 'left')::int as left,
      count(*) filter (where a.kind = 'regular' and a.choice = 'right')::int as right,
      count(first.ballot_id)::int as repeats,
      count(*) filter (where a.preferred = first.preferred)::int as repeated,
      count(*) filter (where a.kind = 'check')::int as checks,
      count(*) filter (where a.kind = 'check' and a.choice = a.sound_side)::int as passed,
      percentile_cont(0.5) within group (order by a.response_ms) as "medianMs"
    from answers a
    join arena.raters r on r.id = a.rater_id
    left join answers first on first.ballot_id = a.repeat_of
    group by r.id
    order by votes desc, r.id`;
  return rows.map(({ repeats, repeated, checks, passed, consentedAt, ...row }) => ({
    ...row,
    consentedAt: new Date(consentedAt).toISOString(),
    repeats: { k: repeated, n: repeats },
    checks: { k: passed, n: checks },
    exclusion: standing.get(row.rater) ?? null,
  }));
}

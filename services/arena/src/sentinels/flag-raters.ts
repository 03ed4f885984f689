import type { Sql } from '@fakexplain/database';
import { checkLimits, sideLimits } from './limits-by-n.ts';
import { thresholds as t } from './thresholds.ts';

/**
 * Every rater of a study with an answer, with the rater's counts, `flags` (as the contract has them) and `sentinels`, the
 * names of those that flag. The parts of a `with`; the last one is called `flagged`. What is read is a row a rater, no vote.
 */
export const flagRaters = (sql: Sql, studyId: string) => sql`
  crowds as (
    select id, max(lately) over (partition by network order by created_at
      range between current row and interval '1 hour' following)::int as crowd
    from (
      select id, network, created_at, count(*) over (partition by network order by created_at
        range between interval '1 hour' preceding and current row) as lately
      from arena.raters where study_id = ${studyId} and network is not null
    ) enrolled
  ), counted as (
    select c.*, c.left_votes + c.right_votes as sided, greatest(c.left_votes, c.right_votes) as one_side,
      (count(*) over (partition by c.opening))::int as sharing, coalesce(w.crowd, 0) as crowd
    from arena.rater_counts c left join crowds w on w.id = c.rater_id
    where c.study_id = ${studyId}
  ), flagged as materialized (
    select c.*, f.flags, f.sentinels
    from counted c
    cross join lateral (
      select ${limitAt(sql, sideLimits, sql`c.sided`)} as side_limit, ${limitAt(sql, checkLimits, sql`c.checks`)} as check_limit
    ) limits
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('sentinel', sentinel, 'value', value, 'threshold', threshold, 'n', n)), '[]')
          as flags,
        coalesce(array_agg(sentinel), '{}') as sentinels
      from (values
        ('median_time', c.fast::float8 / c.answers, ${t.fastShare}::float8, c.answers,
          c.answers >= ${t.leastTimed} and c.fast > c.answers * ${t.fastShare}::float8),
        ('reading_time', c.hurried::float8 / nullif(c.timed_texts, 0), ${t.hurriedShare}::float8, c.timed_texts,
          c.timed_texts >= ${t.leastTimed} and c.hurried > c.timed_texts * ${t.hurriedShare}::float8),
        ('image_unseen', c.unseen::float8 / c.answers, ${t.unseenShare}::float8, c.answers,
          c.unseen >= ${t.leastUnseen} and c.unseen > c.answers * ${t.unseenShare}::float8),
        ('one_sided', c.one_side::float8 / nullif(c.sided, 0), side_limit::float8 / nullif(c.sided, 0), c.sided,
          c.one_side >= side_limit),
        ('long_run', greatest(c.longest_side_run, case when c.longest_side_run < ${t.sideRun} then c.longest_neutral_run end),
          case when c.longest_side_run < ${t.sideRun} then ${t.neutralRun}::int else ${t.sideRun}::int end, c.answers,
          c.longest_side_run >= ${t.sideRun} or c.longest_neutral_run >= ${t.neutralRun}),
        ('same_opening', c.sharing, 2, ${t.opening}::int, c.sharing > 1 and length(c.opening) = ${t.opening}),
        ('checks_failed', c.checks_passed::float8 / nullif(c.checks, 0), check_limit::float8 / nullif(c.checks, 0), c.checks,
          c.checks_passed <= check_limit),
        ('one_network', c.crowd, ${t.networkRaters + 1}::int, c.crowd, c.crowd > ${t.networkRaters})
      ) s (sentinel, value, threshold, n, flags)
      where s.flags
    ) f
  )`;

/** The limit for n, 0 and more; beyond the longest, in proportion. */
const limitAt = (sql: Sql, limits: readonly number[], n: ReturnType<Sql>) => sql`
  case when ${n} = 0 then null
    when ${n} <= ${limits.length} then (${sql.array([...limits])}::int[])[${n}]
    else ceil(${n} * ${(limits.at(-1) ?? 0) / limits.length}::float8)::int end`;

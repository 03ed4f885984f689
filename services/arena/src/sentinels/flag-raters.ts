import type { arena } from '@fakexplain/contract';
import type { SqlOrTransaction } from '@fakexplain/database';
import { checkLimits, sideLimits } from './limits-by-n.ts';
import { thresholds as t } from './thresholds.ts';

/** A part of a statement. */
const nothing = (sql: SqlOrTransaction) => sql``;
type Fragment = ReturnType<typeof nothing>;

/** A sentinel in SQL, over a row `f` of `counted`. `flags` is never null. */
interface Rule {
  sentinel: arena.Sentinel;
  flags: Fragment;
  value: Fragment;
  threshold: Fragment;
  n: Fragment;
}

/** What rules.ts says in words. */
function rulesIn(sql: SqlOrTransaction): Rule[] {
  const share = (k: Fragment, n: Fragment) => sql`${k}::float8 / nullif(${n}, 0)`;
  const sideRun = sql`f.longest_side_run >= ${t.sideRun}`;
  return [
    {
      sentinel: 'median_time',
      flags: sql`f.answers >= ${t.leastTimed} and f.fast > f.answers * ${t.fastShare}::float8`,
      value: share(sql`f.fast`, sql`f.answers`),
      threshold: sql`${t.fastShare}::float8`,
      n: sql`f.answers`,
    },
    {
      sentinel: 'reading_time',
      flags: sql`f.timed_texts >= ${t.leastTimed} and f.hurried > f.timed_texts * ${t.hurriedShare}::float8`,
      value: share(sql`f.hurried`, sql`f.timed_texts`),
      threshold: sql`${t.hurriedShare}::float8`,
      n: sql`f.timed_texts`,
    },
    {
      sentinel: 'image_unseen',
      flags: sql`f.unseen >= ${t.leastUnseen} and f.unseen > f.answers * ${t.unseenShare}::float8`,
      value: share(sql`f.unseen`, sql`f.answers`),
      threshold: sql`${t.unseenShare}::float8`,
      n: sql`f.answers`,
    },
    {
      sentinel: 'one_sided',
      flags: sql`f.sided > 0 and f.one_side >= f.side_limit`,
      value: share(sql`f.one_side`, sql`f.sided`),
      threshold: share(sql`f.side_limit`, sql`f.sided`),
      n: sql`f.sided`,
    },
    {
      sentinel: 'long_run',
      flags: sql`${sideRun} or f.longest_neutral_run >= ${t.neutralRun}`,
      value: sql`case when ${sideRun} then f.longest_side_run else f.longest_neutral_run end::float8`,
      threshold: sql`case when ${sideRun} then ${t.sideRun}::float8 else ${t.neutralRun}::float8 end`,
      n: sql`f.answers`,
    },
    {
      sentinel: 'same_opening',
      flags: sql`f.sharing > 1 and length(f.opening) = ${t.opening}`,
      value: sql`f.sharing::float8`,
      threshold: sql`2::float8`,
      n: sql`length(f.opening)`,
    },
    {
      sentinel: 'checks_failed',
      flags: sql`f.checks > 0 and f.checks_passed <= f.check_limit`,
      value: share(sql`f.checks_passed`, sql`f.checks`),
      threshold: share(sql`f.check_limit`, sql`f.checks`),
      n: sql`f.checks`,
    },
    {
      sentinel: 'one_network',
      flags: sql`f.crowd > ${t.networkRaters}`,
      value: sql`f.crowd::float8`,
      threshold: sql`${t.networkRaters + 1}::float8`,
      n: sql`f.crowd`,
    },
  ];
}

/**
 * Every rater of a study with an answer: the rater's counts and `sentinels`, the names of those that flag. The parts of a
 * `with`; the last one is called `flagged`. What is read is a row a rater, no vote.
 */
export const flagRaters = (sql: SqlOrTransaction, studyId: string): Fragment => sql`
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
      ${limitAt(sql, sideLimits, sql`c.left_votes + c.right_votes`)} as side_limit,
      ${limitAt(sql, checkLimits, sql`c.checks`)} as check_limit,
      (count(*) over (partition by c.opening))::int as sharing, coalesce(w.crowd, 0) as crowd
    from arena.rater_counts c left join crowds w on w.id = c.rater_id
    where c.study_id = ${studyId}
  ), flagged as materialized (
    select f.*, array_remove(array[${list(
      sql,
      rulesIn(sql).map(({ sentinel, flags }) => sql`case when ${flags} then ${sentinel}::text end`),
    )}], null) as sentinels
    from counted f
  )`;

/** The flags of a row `f` of `flagged`, as the contract has them. */
export const flagsOf = (sql: SqlOrTransaction): Fragment => sql`
  (select coalesce(jsonb_agg(jsonb_build_object('sentinel', s.sentinel, 'value', s.value, 'threshold', s.threshold, 'n', s.n)
      order by s.place), '[]')
    from (values ${list(
      sql,
      rulesIn(sql).map(
        ({ sentinel, value, threshold, n }, place) =>
          sql`(${place}::int, ${sentinel}::text, ${value}, ${threshold}, ${n})`,
      ),
    )}) s (place, sentinel, value, threshold, n)
    where s.sentinel = any(f.sentinels))`;

const list = (sql: SqlOrTransaction, [first, ...rest]: Fragment[]): Fragment =>
  rest.reduce((before, next) => sql`${before}, ${next}`, first ?? nothing(sql));

/** The limit for n, 0 and more; beyond the longest, in proportion. */
const limitAt = (sql: SqlOrTransaction, limits: readonly number[], n: Fragment): Fragment => sql`
  case when ${n} between 1 and ${limits.length} then (${sql.array([...limits])}::int[])[${n}]
    else ceil((${n}) * ${(limits.at(-1) ?? 0) / limits.length}::float8)::int end`;

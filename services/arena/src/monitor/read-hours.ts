import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';

/** Answers that are looked at, the newest ones. */
const mostAnswers = 20_000;
/** Hours that are listed, at most. */
const mostHours = 48;
/** Hours that the pace is of, at most. */
const paceHours = 24;

interface Span {
  studyId: string;
  openedAt: string;
  /** When it was closed, or now. */
  until: Date;
}

interface Hours {
  hours: arena.StudyMonitor['hours'];
  lately: { answers: number; hours: number };
}

/** What happened in the latest hours, without those who withdrew, of a study that was opened. However many votes it has, only the newest answers are read. */
export async function readHours(sql: Sql, { studyId, openedAt, until }: Span): Promise<Hours> {
  const end = until.toISOString();
  const [row] = await sql<Hours[]>`
    with newest as materialized (
      select cast_at, rater_id from arena.votes v
      where study_id = ${studyId} and revision = 0
        and not exists (select from arena.withdrawals w where w.rater_id = v.rater_id)
      order by sequence desc limit ${mostAnswers}
    ), bounds as (
      select greatest(${openedAt}::timestamptz, (select case when count(*) = ${mostAnswers} then min(cast_at) end from newest)) as known,
        (select count(*) = ${mostAnswers} from newest) as cut
    ), span as (
      select greatest(
          date_trunc('hour', ${end}::timestamptz, 'UTC') - make_interval(hours => ${mostHours - 1}),
          date_trunc('hour', known, 'UTC') + case when cut then interval '1 hour' else interval '0' end) as first,
        greatest(known, ${end}::timestamptz - make_interval(hours => ${paceHours})) as since
      from bounds
    ), answered as (
      select date_trunc('hour', n.cast_at, 'UTC') as hour, count(*)::int as answers, count(distinct n.rater_id)::int as raters
      from newest n, span where n.cast_at >= span.first group by 1
    ), passed as (
      select date_trunc('hour', p.passed_at, 'UTC') as hour, count(*)::int as passes
      from span, arena.passes p join arena.ballots b on b.id = p.ballot_id
      where p.study_id = ${studyId} and p.passed_at >= span.first
        and not exists (select from arena.withdrawals w where w.rater_id = b.rater_id)
      group by 1
    )
    select (
        select coalesce(jsonb_agg(jsonb_build_object('start', h.start, 'answers', coalesce(a.answers, 0),
          'raters', coalesce(a.raters, 0), 'passes', coalesce(p.passes, 0)) order by h.start), '[]')
        from span cross join generate_series(span.first, ${end}::timestamptz, interval '1 hour') h (start)
        left join answered a on a.hour = h.start
        left join passed p on p.hour = h.start
      ) as hours,
      (select jsonb_build_object('answers', (select count(*) from newest n where n.cast_at >= span.since),
        'hours', extract(epoch from ${end}::timestamptz - span.since) / 3600) from span) as lately`;
  if (!row) throw new Error('a query without "from" gave no row');
  return {
    lately: row.lately,
    hours: row.hours.map(({ start, ...rest }) => ({ start: new Date(start).toISOString(), ...rest })),
  };
}

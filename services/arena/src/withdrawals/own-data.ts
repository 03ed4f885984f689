import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { Rater } from '../raters/identify-rater.ts';
import { furtherAnswersOf, type VoteRow } from '../votes/vote-row.ts';
import { mayWithdraw } from './withdraw-rater.ts';

const perPage = 50;
/** Votes that a download reads at a time. */
const perRead = 1_000;

type Given = arena.OwnData['given'][number];
type Own = Omit<arena.OwnData, 'given' | 'total' | 'pages' | 'mayWithdraw' | 'hasResumeLink'>;

/** Votes and passes of a rater who has not withdrawn; nothing of the arms. `place` orders them. */
const givenBy = (sql: Sql, rater: string) => sql`
  select v.ballot_id as ballot, b.ordinal, v.revision::int as revision, v.choice::text as choice, null::text as passed,
    s.questions, v.further_answers as "furtherAnswers", v.strength::text as strength,
    b.verdict_before::text as "verdictBefore", b.verdict_before_at as "verdictBeforeAt", v.verdict_after::text as "verdictAfter",
    v.reasons, v.comment, v.response_ms as "responseMs", v.cast_at as at, v.ballot_id::text || v.revision as place
  from arena.votes v join arena.ballots b on b.id = v.ballot_id join arena.studies s on s.id = v.study_id
  where v.rater_id = ${rater} and not exists (select from arena.withdrawals w where w.rater_id = v.rater_id)
  union all
  select p.ballot_id, b.ordinal, null, null, p.reason::text, '{}'::text[], null::text[], null::text,
    b.verdict_before::text, b.verdict_before_at, null::text, '{}', p.comment, null, p.passed_at, p.ballot_id::text
  from arena.passes p join arena.ballots b on b.id = p.ballot_id
  where b.rater_id = ${rater} and not exists (select from arena.withdrawals w where w.rater_id = b.rater_id)`;

type GivenRow = Omit<Given, 'answers'> & Pick<VoteRow, 'questions' | 'furtherAnswers'>;

const givenOf = ({ at, questions, furtherAnswers, verdictBeforeAt, ...row }: GivenRow): Given => ({
  ...row,
  answers: furtherAnswersOf({ questions, furtherAnswers }),
  verdictBeforeAt: verdictBeforeAt && new Date(verdictBeforeAt).toISOString(),
  at: new Date(at).toISOString(),
});

const columns = (sql: Sql) => sql`
  ballot, ordinal, revision, choice, passed, questions, "furtherAnswers", strength, "verdictBefore", "verdictBeforeAt",
  "verdictAfter", reasons, comment, "responseMs", at`;

/** What a rater gave, a page at a time, newest first. */
export async function readOwnData(sql: Sql, rater: Rater, page: number, now: Date): Promise<arena.OwnData> {
  const { hasResumeLink, ...own } = await readOwn(sql, rater);
  const [{ total } = { total: 0 }] = await sql<{ total: number }[]>`
    select count(*)::int as total from (${givenBy(sql, rater.id)}) g`;
  const rows = await sql<GivenRow[]>`
    select ${columns(sql)}
    from (${givenBy(sql, rater.id)}) g order by at desc, place desc limit ${perPage} offset ${(page - 1) * perPage}`;
  const until = own.withdrawUntil === null ? null : new Date(own.withdrawUntil);
  return {
    ...own,
    given: rows.map(givenOf),
    total,
    pages: Math.max(1, Math.ceil(total / perPage)),
    mayWithdraw: own.withdrawnAt === null && mayWithdraw(until, now),
    hasResumeLink,
  };
}

/** All that a rater gave, as the parts of one JSON text, oldest first; a thousand votes are read at a time. */
export async function* writeOwnData(sql: Sql, rater: Rater): AsyncGenerator<string> {
  const { hasResumeLink: _, ...own } = await readOwn(sql, rater);
  yield `${JSON.stringify(own).slice(0, -1)},"given":[`;
  let last = { at: '-infinity', place: '' };
  for (let first = true; ; first = false) {
    const rows = await sql<(GivenRow & { place: string; moment: string })[]>`
      select ${columns(sql)}, place, at::text as moment
      from (${givenBy(sql, rater.id)}) g where (at, place) > (${last.at}::timestamptz, ${last.place})
      order by at, place limit ${perRead}`;
    const written = rows.map(({ place: _place, moment: _moment, ...row }) => JSON.stringify(givenOf(row)));
    if (written.length > 0) yield `${first ? '' : ','}${written.join(',')}`;
    const end = rows.at(-1);
    if (!end || rows.length < perRead) break;
    last = { at: end.moment, place: end.place };
  }
  yield ']}';
}

async function readOwn(sql: Sql, { id }: Rater): Promise<Own & { hasResumeLink: boolean }> {
  const [row] = await sql<(Own & { hasResumeLink: boolean })[]>`
    select r.id as rater, s.slug as study, r.cohort, r.consented_at as "consentedAt", w.withdrawn_at as "withdrawnAt",
      s.withdraw_until as "withdrawUntil", r.resume_hash is not null as "hasResumeLink",
      (select coalesce(jsonb_agg(jsonb_build_object('version', a.consent_hash, 'agreedAt', a.agreed_at) order by a.agreed_at), '[]')
        from arena.agreements a where a.rater_id = r.id) as agreements,
      case when p.participant is not null then jsonb_build_object('participant', p.participant, 'panelStudy', p.panel_study,
        'panelSession', p.panel_session) end as participant,
      (select coalesce(jsonb_agg(jsonb_build_object('attempt', t.attempt, 'position', t.position, 'choice', t.choice,
          'at', t.answered_at) order by t.attempt, t.position), '[]')
        from arena.practice_answers t where t.rater_id = r.id) as practice
    from arena.raters r join arena.studies s on s.id = r.study_id
    left join arena.participants p on p.rater_id = r.id
    left join arena.withdrawals w on w.rater_id = r.id
    where r.id = ${id}`;
  if (!row) throw new Error(`rater ${id} vanished`);
  const moment = (time: string) => new Date(time).toISOString();
  return {
    ...row,
    consentedAt: moment(row.consentedAt),
    withdrawnAt: row.withdrawnAt && moment(row.withdrawnAt),
    withdrawUntil: row.withdrawUntil && moment(row.withdrawUntil),
    agreements: row.agreements.map((one) => ({ ...one, agreedAt: moment(one.agreedAt) })),
    practice: row.practice.map((one) => ({ ...one, at: moment(one.at) })),
  };
}

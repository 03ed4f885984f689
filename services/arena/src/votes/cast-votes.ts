import { outageOf, pageLimits, type Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { countRaters } from './count-rater.ts';
import { countVotes } from './count-votes.ts';
import { gather } from '../gather.ts';
import { isCountedMeanwhile } from '../withdrawals/withdraw-rater.ts';
import { settleVote } from './settle-vote.ts';
import type { Accepted, Submission } from './submission.ts';
import { voteOf } from './vote-row.ts';
import type { VoteRow } from './vote-row.ts';

/** Longest time that is written down: a day. */
const mostMs = 86_400_000;
/** Answers that are accepted at once. */
const mostAtOnce = 256;

/**
 * Accepts the answer to a ballot, once; resolves after it is committed. First answers that arrive together are accepted
 * together; whatever is no first answer is settled under a lock on its ballot.
 * @throws ProblemError `unauthenticated`, `not-found`, `not-your-ballot`, `study-not-open`, `rater-ended`, `ballot-expired`,
 *   `rater-withdrawn`, `invalid-request`, `verdict-needed`, `ballot-passed`, `ballot-answered`, `correction-window-closed`, `idempotency-key-reused`, `not-ready`
 */
export function createVoting(sql: Sql): (submission: Submission) => Promise<Accepted> {
  const castFirst = gather({
    work: (submissions: Submission[]) => castFirsts(sql, submissions),
    // The time on a rater's ballot runs from the answer before.
    keyOf: ({ tokenHash }) => tokenHash,
    most: mostAtOnce,
    isOfAll: (error) => outageOf(error) !== null,
    patienceMs: pageLimits.queueS * 1_000,
    refusal: () =>
      new ProblemError('not-ready', {
        detail: 'Votes wait for the database. Nothing of this one was kept. Try again in a moment.',
        headers: { 'retry-after': '2' },
      }),
  });
  return async (submission) => {
    const accepted = await castFirst(submission).catch((error: unknown) => {
      if (isCountedMeanwhile(error)) return null;
      throw error;
    });
    return accepted ?? settleVote(sql, submission);
  };
}

type AcceptedRow = { voteId: string } & Pick<VoteRow, 'questions' | 'furtherAnswers' | 'correctionWindowS'>;

/**
 * First answers of different raters in one statement, which checks that they say what their studies ask, and their ballots,
 * appends the votes and counts them. Null for what it does not fit.
 *
 * The time on a ballot is the server's: from the latest of when it was issued, when its image was first asked for (images of
 * ballots ahead are fetched early), when its explanations were shown after a verdict, and when the rater's answer before was accepted.
 */
async function castFirsts(sql: Sql, submissions: Submission[]): Promise<(Accepted | null)[]> {
  const accepted = await sql<AcceptedRow[]>`
    with submitted as (
      select * from json_to_recordset(${rowsOf(submissions)}::text::json) as s(vote_id uuid, ballot_id uuid, token_hash text,
        idempotency_key text, choice arena.choice, answers jsonb, answered text[], strength arena.strength,
        verdict_after arena.rater_verdict, reasons text[], comment text, response_ms int, loading_ms int, input text,
        now timestamptz)
    ), target as (
      select b.id, b.study_id, b.rater_id, b.kind, b.image_position, b.left_arm, b.right_arm,
        st.correction_window_s, least(b.left_arm, b.right_arm) as arm_a, greatest(b.left_arm, b.right_arm) as arm_b,
        b.left_arm < b.right_arm as a_on_left, b.sound_side, b.words, b.served_at, b.verdict_before, st.questions,
        greatest(b.issued_at, b.served_at, b.verdict_before_at, c.last_cast_at) as began,
        case when cardinality(st.questions) > 1 then (
          select array_agg(s.answers->>q.question order by q.place)
          from unnest(st.questions[2:]) with ordinality q(question, place)) end as further_answers,
        s.strength, s.verdict_after, s.vote_id, s.idempotency_key, s.choice, s.reasons, s.comment, s.response_ms, s.loading_ms, s.input, s.now
      from submitted s
      join arena.raters r on r.token_hash = s.token_hash
      join arena.ballots b on b.id = s.ballot_id and b.rater_id = r.id
      join arena.studies st on st.id = b.study_id
      left join arena.rater_counts c on c.rater_id = r.id
      where r.ended_at is null and st.status = 'open' and b.expires_at > s.now
        and st.questions[2:] @> s.answered and st.questions[2:] <@ s.answered
        and (s.strength is not null) = (st.strength and s.choice in ('left', 'right'))
        and (s.verdict_after is not null) = st.reliance and (b.verdict_before is not null or not st.reliance)
        and not exists (select from arena.passes p where p.ballot_id = b.id)
    ), accepted as (
      insert into arena.votes (id, ballot_id, study_id, rater_id, revision, choice, reasons, comment,
        response_ms, loading_ms, server_ms, input, idempotency_key, cast_at, further_answers, strength, verdict_after)
      select vote_id, id, study_id, rater_id, 0, choice, reasons, comment, response_ms, loading_ms,
        least(greatest(extract(epoch from now - began) * 1000, 0), ${mostMs}), input, idempotency_key, now,
        further_answers, strength, verdict_after
      from target
      order by id
      on conflict do nothing
      returning id as vote_id, ballot_id, server_ms
    ), tallied as (${countRaters(sql)}
    ), closed as (
      delete from arena.open_ballots o using accepted where o.ballot_id = accepted.ballot_id returning o.ballot_id
    ), counting as (
      select target.*, 1 as weight from accepted join target on target.id = accepted.ballot_id
      where target.kind = 'regular'
    ), drawn_again as (
      -- Expired by the clock of another request, which gave them back just before these answers were accepted.
      insert into arena.draw_counts as d (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
      select study_id, arm_a, arm_b, image_position, sum(a_on_left::int), sum((not a_on_left)::int) from counting
      where id not in (select ballot_id from closed)
      group by 1, 2, 3, 4
      order by 1, 2, 3, 4
      on conflict (study_id, arm_a, arm_b, image_position) do update set
        a_on_left = d.a_on_left + excluded.a_on_left, b_on_left = d.b_on_left + excluded.b_on_left
    ), counted as (${countVotes(sql)})
    select accepted.vote_id as "voteId", target.correction_window_s as "correctionWindowS",
      target.questions, target.further_answers as "furtherAnswers"
    from accepted join target on target.id = accepted.ballot_id`;
  const kept = new Map(accepted.map(({ voteId, ...rest }) => [voteId, rest]));
  return submissions.map(({ voteId: id, ballotId, answer, now }) => {
    const rest = kept.get(id);
    if (rest === undefined) return null;
    const castAt = now.toISOString();
    const row = { id, ballotId, revision: 0, castAt, firstCastAt: castAt, ...answer, ...rest };
    return { vote: voteOf(row), isNew: true };
  });
}

const rowsOf = (submissions: Submission[]) =>
  JSON.stringify(
    submissions.map(({ voteId, ballotId, tokenHash, idempotencyKey, answer, now }) => ({
      vote_id: voteId,
      ballot_id: ballotId,
      token_hash: tokenHash,
      idempotency_key: idempotencyKey,
      choice: answer.choice,
      answers: answer.answers,
      answered: Object.keys(answer.answers),
      strength: answer.strength,
      verdict_after: answer.verdictAfter,
      reasons: answer.reasons,
      comment: answer.comment,
      response_ms: answer.responseMs,
      loading_ms: answer.loadingMs,
      input: answer.input,
      now,
    })),
  );

import type { Sql } from '@fakexplain/database';
import { countOf, shardOf } from './count-changes.ts';
import { countRater } from './count-rater.ts';
import { countVote } from './count-vote.ts';
import { settleVote } from './settle-vote.ts';
import { reasonsLiteral } from './submission.ts';
import type { Accepted, Submission } from './submission.ts';
import { voteOf } from './vote-row.ts';

/** Longest time that is written down: a day. */
const mostMs = 86_400_000;

/**
 * Accepts the answer to a ballot, once; resolves after it is committed. The first answer takes one statement, which
 * checks the ballot, appends the vote and counts it; whatever does not fit it is settled under a lock on the ballot.
 * @throws ProblemError `unauthenticated`, `not-found`, `not-your-ballot`, `study-not-open`, `rater-ended`, `ballot-expired`,
 *   `ballot-passed`, `ballot-answered`, `correction-window-closed`, `idempotency-key-reused`
 */
export async function castVote(sql: Sql, submission: Submission): Promise<Accepted> {
  return (await castFirst(sql, submission)) ?? settleVote(sql, submission);
}

/**
 * The time on the ballot is the server's: from the latest of when it was issued, when its image was first asked for (images of
 * ballots ahead are fetched early), and when the rater's answer before was accepted.
 */
async function castFirst(sql: Sql, submission: Submission): Promise<Accepted | null> {
  const { ballotId, tokenHash, idempotencyKey, answer, voteId } = submission;
  const { choice, reasons, comment, responseMs, loadingMs, input } = answer;
  const now = submission.now.toISOString();
  const changes = { aOnLeft: countOf(choice, true), bOnLeft: countOf(choice, false) };
  const [row] = await sql<{ correctionWindowS: number }[]>`
    with target as (
      select b.id, b.study_id, b.rater_id, b.kind, b.image_position, b.left_arm, b.right_arm,
        s.correction_window_s, least(b.left_arm, b.right_arm) as arm_a, greatest(b.left_arm, b.right_arm) as arm_b,
        b.left_arm < b.right_arm as a_on_left, b.sound_side, b.words, b.served_at,
        greatest(b.issued_at, b.served_at, c.last_cast_at) as began
      from arena.raters r
      join arena.ballots b on b.rater_id = r.id
      join arena.studies s on s.id = b.study_id
      left join arena.rater_counts c on c.rater_id = r.id
      where r.token_hash = ${tokenHash} and r.ended_at is null and b.id = ${ballotId} and s.status = 'open'
        and b.expires_at > ${now}::timestamptz
        and not exists (select from arena.passes p where p.ballot_id = b.id)
    ), accepted as (
      insert into arena.votes (id, ballot_id, study_id, rater_id, revision, choice, reasons, comment,
        response_ms, loading_ms, server_ms, input, idempotency_key, cast_at)
      select ${voteId}, id, study_id, rater_id, 0, ${choice}, ${reasonsLiteral(reasons)}, ${comment},
        ${responseMs}, ${loadingMs}, least(greatest(extract(epoch from ${now}::timestamptz - began) * 1000, 0), ${mostMs}),
        ${input}, ${idempotencyKey}, ${now}::timestamptz
      from target
      on conflict do nothing
      returning ballot_id, server_ms
    ), tallied as (${countRater(sql, choice, now)}
    ), closed as (
      delete from arena.open_ballots o using accepted where o.ballot_id = accepted.ballot_id returning o.ballot_id
    ), counting as (
      select target.* from accepted join target on target.id = accepted.ballot_id where target.kind = 'regular'
    ), drawn_again as (
      -- Expired by the clock of another request, which gave it back just before this answer was accepted.
      insert into arena.draw_counts as d (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
      select study_id, arm_a, arm_b, image_position, a_on_left::int, (not a_on_left)::int from counting
      where not exists (select from closed)
      on conflict (study_id, arm_a, arm_b, image_position) do update set
        a_on_left = d.a_on_left + excluded.a_on_left, b_on_left = d.b_on_left + excluded.b_on_left
    ), counted as (${countVote(sql, changes, shardOf(ballotId))})
    select target.correction_window_s as "correctionWindowS"
    from accepted join target on target.id = accepted.ballot_id`;
  if (!row) return null;
  const accepted = { id: voteId, ballotId, revision: 0, castAt: now, firstCastAt: now, ...answer, ...row };
  return { vote: voteOf(accepted), isNew: true };
}

import type { arena } from '@fakexplain/contract';
import type { Sql, TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { notOpen } from '../raters/enrol.ts';
import { unknownToken } from '../raters/identify-rater.ts';
import { sameAnswer } from './answer.ts';
import { correctionOf, shardOf } from './count-changes.ts';
import { recountRater } from './count-rater.ts';
import { countVote } from './count-vote.ts';
import { reasonsLiteral } from './submission.ts';
import type { Accepted, Submission } from './submission.ts';
import { correctableUntil, voteOf } from './vote-row.ts';
import type { VoteRow } from './vote-row.ts';

type KeptVote = VoteRow & { idempotencyKey: string };

/**
 * For an answer that was not accepted as the first one: a retry gets the vote made before, a different answer within
 * the window becomes the next revision, anything else its refusal.
 * @throws ProblemError, as `castVote` says
 */
export function settleVote(sql: Sql, submission: Submission): Promise<Accepted> {
  return sql.begin(async (tx) => {
    const { answer, idempotencyKey } = submission;
    const ballot = await lockOwnBallot(tx, submission);
    const votes = await selectVotes(tx, submission.ballotId);
    const current = votes.at(-1);
    if (!current) return refuseUnanswered(ballot, submission.now);

    const sameKey = votes.find((vote) => vote.idempotencyKey === idempotencyKey);
    if (sameKey && !sameAnswer(sameKey, answer))
      throw new ProblemError('idempotency-key-reused', {
        detail: 'This key came with another answer before; a new answer needs a new key.',
      });
    if (sameKey) return { vote: voteOf(sameKey), isNew: false };
    if (sameAnswer(current, answer)) return { vote: voteOf(current), isNew: false };
    if (ballot.status !== 'open') return notOpen(ballot.status);
    // One that came before the vote but is looked at after it follows it.
    const now = new Date(Math.max(submission.now.getTime(), new Date(current.castAt).getTime()));
    if (now >= correctableUntil(current))
      throw new ProblemError('correction-window-closed', {
        detail: `This vote could be changed until ${correctableUntil(current).toISOString()}; it stands as it was cast.`,
      });
    const corrected = await insertCorrection(tx, { ...submission, now }, current);
    return { vote: voteOf(corrected), isNew: true };
  }) as Promise<Accepted>;
}

interface OwnBallot {
  status: 'draft' | 'open' | 'closed';
  expiresAt: Date;
}

/** The lock makes corrections of one ballot wait for each other, and lets first votes pass. */
async function lockOwnBallot(tx: TransactionSql, { ballotId, tokenHash }: Submission): Promise<OwnBallot> {
  const [rater] = await tx<{ id: string }[]>`select id from arena.raters where token_hash = ${tokenHash}`;
  if (!rater) return unknownToken();
  const [ballot] = await tx<{ status: OwnBallot['status']; raterId: string; expiresAt: string }[]>`
    select s.status, b.rater_id as "raterId", b.expires_at as "expiresAt"
    from arena.ballots b join arena.studies s on s.id = b.study_id
    where b.id = ${ballotId} for no key update of b`;
  if (!ballot) throw new ProblemError('not-found', { detail: `There is no ballot ${ballotId}.` });
  if (ballot.raterId !== rater.id)
    throw new ProblemError('not-your-ballot', { detail: 'This ballot was put to another rater.' });
  return { status: ballot.status, expiresAt: new Date(ballot.expiresAt) };
}

function refuseUnanswered({ status, expiresAt }: OwnBallot, now: Date): never {
  if (status !== 'open') return notOpen(status);
  if (expiresAt <= now)
    throw new ProblemError('ballot-expired', {
      detail: `This ballot could be answered until ${expiresAt.toISOString()}. Ask for a new one.`,
    });
  throw new Error('a first vote was neither accepted nor found');
}

async function selectVotes(tx: TransactionSql, ballotId: string): Promise<KeptVote[]> {
  return tx<KeptVote[]>`
    select v.id, v.ballot_id as "ballotId", v.revision, v.choice, v.reasons, v.comment, v.cast_at as "castAt",
      first_value(v.cast_at) over (order by v.revision) as "firstCastAt",
      s.correction_window_s as "correctionWindowS", v.idempotency_key as "idempotencyKey"
    from arena.votes v join arena.studies s on s.id = v.study_id
    where v.ballot_id = ${ballotId} order by v.revision`;
}

async function insertCorrection(
  tx: TransactionSql,
  { ballotId, answer, idempotencyKey, voteId, now }: Submission,
  current: KeptVote,
): Promise<VoteRow> {
  const revision = current.revision + 1;
  const castAt = now.toISOString();
  await tx`
    insert into arena.votes (id, ballot_id, study_id, rater_id, revision, choice, reasons, comment,
      response_ms, loading_ms, input, idempotency_key, cast_at)
    select ${voteId}, id, study_id, rater_id, ${revision}, ${answer.choice}, ${reasonsLiteral(answer.reasons)},
      ${answer.comment}, ${answer.responseMs}, ${answer.loadingMs}, ${answer.input}, ${idempotencyKey}, ${castAt}::timestamptz
    from arena.ballots where id = ${ballotId}`;
  // The rater's counts first, as a first answer takes them: in one order nobody waits in a circle.
  await recountRater(tx, ballotId, current.choice, answer.choice);
  await moveCounts(tx, ballotId, current.choice, answer.choice);
  return { ...current, ...answer, id: voteId, revision, castAt };
}

async function moveCounts(
  tx: TransactionSql,
  ballotId: string,
  from: arena.Choice,
  to: arena.Choice,
): Promise<void> {
  const changes = { aOnLeft: correctionOf(from, to, true), bOnLeft: correctionOf(from, to, false) };
  await tx`
    with counting as (
      select b.study_id, i.category, i.generator, i.label, b.left_arm < b.right_arm as a_on_left,
        least(b.left_arm, b.right_arm) as arm_a, greatest(b.left_arm, b.right_arm) as arm_b
      from arena.ballots b
      join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
      where b.id = ${ballotId} and b.kind = 'regular'
    ) ${countVote(tx, changes, shardOf(ballotId))}`;
}

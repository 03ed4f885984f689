import type { arena } from '@fakexplain/contract';
import type { Sql, TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { notOpen } from '../raters/enrol.ts';
import { raterEnded } from '../raters/rater-state.ts';
import { sameAnswer } from './answer.ts';
import { recountRater } from './count-rater.ts';
import { countVotes } from './count-votes.ts';
import { refuseUnfit } from './design-fit.ts';
import { lockOwnBallot, refuseClosed } from './own-ballot.ts';
import type { OwnBallot } from './own-ballot.ts';
import { reasonsLiteral } from './submission.ts';
import type { Accepted, Submission } from './submission.ts';
import { correctableUntil, furtherAnswersOf, voteOf } from './vote-row.ts';
import type { VoteRow } from './vote-row.ts';

type KeptVote = VoteRow & { idempotencyKey: string };

/**
 * For an answer that was not accepted as the first one: a retry gets the vote made before, a different answer within
 * the window becomes the next revision, anything else its refusal.
 * @throws ProblemError, as `createVoting` says
 */
export function settleVote(sql: Sql, submission: Submission): Promise<Accepted> {
  return sql.begin(async (tx) => {
    const { answer, idempotencyKey } = submission;
    const ballot = await lockOwnBallot(tx, submission);
    refuseUnfit(ballot.asked, answer);
    const votes = await selectVotes(tx, submission.ballotId);
    const current = votes.at(-1);
    if (!current) return refuseUnanswered(ballot, submission.now);

    const sameKey = votes.find((vote) => vote.idempotencyKey === idempotencyKey);
    if (sameKey && !sameAnswer(saidIn(sameKey), answer))
      throw new ProblemError('idempotency-key-reused', {
        detail: 'This key came with another answer before; a new answer needs a new key.',
      });
    if (sameKey) return { vote: voteOf(sameKey), isNew: false };
    if (sameAnswer(saidIn(current), answer)) return { vote: voteOf(current), isNew: false };
    if (submission.first)
      throw new ProblemError('ballot-answered', {
        detail: 'This ballot was answered before, and that answer stands. Take it back to change it.',
      });
    if (ballot.status !== 'open') return notOpen(ballot.status);
    if (ballot.ended) return raterEnded();
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

function refuseUnanswered(ballot: OwnBallot, now: Date): never {
  if (ballot.passed)
    throw new ProblemError('ballot-passed', {
      detail: 'This ballot was passed, so it takes no vote. Ask for a new one.',
    });
  refuseClosed(ballot, now);
  if (ballot.asked.reliance && ballot.verdictBefore === null)
    throw new ProblemError('verdict-needed', {
      detail:
        'Say what you take the image for first; the explanations are shown then. Nothing of this vote was kept.',
    });
  throw new Error('a first vote was neither accepted nor found');
}

async function selectVotes(tx: TransactionSql, ballotId: string): Promise<KeptVote[]> {
  return tx<KeptVote[]>`
    select v.id, v.ballot_id as "ballotId", v.revision, v.choice, v.further_answers as "furtherAnswers", v.strength,
      v.verdict_after as "verdictAfter", s.questions, v.reasons, v.comment, v.cast_at as "castAt",
      first_value(v.cast_at) over (order by v.revision) as "firstCastAt",
      s.correction_window_s as "correctionWindowS", v.idempotency_key as "idempotencyKey"
    from arena.votes v join arena.studies s on s.id = v.study_id
    where v.ballot_id = ${ballotId} order by v.revision`;
}

const saidIn = (vote: KeptVote) => ({ ...vote, answers: furtherAnswersOf(vote) });

async function insertCorrection(
  tx: TransactionSql,
  { ballotId, answer, idempotencyKey, voteId, now }: Submission,
  current: KeptVote,
): Promise<VoteRow> {
  const revision = current.revision + 1;
  const castAt = now.toISOString();
  const furtherAnswers = orderedAnswers(current.questions, answer);
  await tx`
    insert into arena.votes (id, ballot_id, study_id, rater_id, revision, choice, further_answers, strength, verdict_after,
      reasons, comment, response_ms, loading_ms, input, idempotency_key, cast_at)
    select ${voteId}, id, study_id, rater_id, ${revision}, ${answer.choice},
      ${furtherAnswers && `{${furtherAnswers.join(',')}}`}::text[], ${answer.strength}::arena.strength,
      ${answer.verdictAfter}::arena.rater_verdict, ${reasonsLiteral(answer.reasons)}, ${answer.comment}, ${answer.responseMs}, ${answer.loadingMs}, ${answer.input}, ${idempotencyKey}, ${castAt}::timestamptz
    from arena.ballots where id = ${ballotId}`;
  // The rater's counts first, as a first answer takes them: in one order nobody waits in a circle.
  await recountRater(tx, ballotId, current.choice, answer.choice);
  await moveCounts(tx, ballotId, current.choice, answer.choice);
  return { ...current, ...answer, furtherAnswers, id: voteId, revision, castAt };
}

/** Answers in the order of the questions after the main one; null where there are none. */
function orderedAnswers(
  [, ...further]: readonly arena.StudyQuestion[],
  { answers }: Submission['answer'],
): arena.Choice[] | null {
  return further.length === 0 ? null : further.flatMap((question) => answers[question] ?? []);
}

async function moveCounts(
  tx: TransactionSql,
  ballotId: string,
  from: arena.Choice,
  to: arena.Choice,
): Promise<void> {
  await tx`
    with counting as (
      select b.id, b.study_id, b.left_arm < b.right_arm as a_on_left,
        least(b.left_arm, b.right_arm) as arm_a, greatest(b.left_arm, b.right_arm) as arm_b, change.choice, change.weight
      from (values (${from}::arena.choice, -1), (${to}::arena.choice, 1)) change(choice, weight), arena.ballots b
      where b.id = ${ballotId} and b.kind = 'regular'
    ) ${countVotes(tx)}`;
}

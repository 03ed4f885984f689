import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { lockOwnBallot, refuseClosed } from '../votes/own-ballot.ts';

interface Given {
  ballotId: string;
  /** Of the rater's token. */
  tokenHash: string;
  verdict: arena.RaterVerdict;
  responseMs: number | null;
  now: Date;
}

/**
 * Keeps what a rater takes the image of a ballot for before its explanations are shown, once; from then on they are.
 * @throws ProblemError `unauthenticated`, `not-found`, `not-your-ballot`, `rater-withdrawn`, `invalid-request` where the study does not
 *   ask, `verdict-given` where it was another one, `ballot-passed`, `study-not-open`, `rater-ended`, `ballot-expired`
 */
export async function giveVerdict(sql: Sql, { verdict, ...given }: Given): Promise<void> {
  await sql.begin(async (tx) => {
    const ballot = await lockOwnBallot(tx, given);
    if (!ballot.asked.reliance)
      throw new ProblemError('invalid-request', {
        detail: 'This study does not ask what the image is taken for before it shows the explanations.',
      });
    if (ballot.verdictBefore === verdict) return;
    if (ballot.verdictBefore !== null)
      throw new ProblemError('verdict-given', {
        detail: `The explanations were shown after the verdict “${ballot.verdictBefore}”, which stands. The vote says what the image is taken for now.`,
      });
    if (ballot.passed)
      throw new ProblemError('ballot-passed', { detail: 'This ballot was passed. Ask for a new one.' });
    refuseClosed(ballot, given.now);
    await tx`
      update arena.ballots set verdict_before = ${verdict}::arena.rater_verdict,
        verdict_before_at = ${given.now.toISOString()}::timestamptz, verdict_before_ms = ${given.responseMs}
      where id = ${given.ballotId}`;
  });
}

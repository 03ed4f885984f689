import type { arena } from '@fakexplain/contract';
import type { TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { notOpen } from '../raters/enrol.ts';
import { unknownToken } from '../raters/identify-rater.ts';
import { raterEnded } from '../raters/rater-state.ts';
import { raterWithdrawn } from '../withdrawals/withdraw-rater.ts';
import type { Asked } from './design-fit.ts';

export interface OwnBallot {
  /** Of the study. */
  status: 'draft' | 'open' | 'closed';
  expiresAt: Date;
  /** Whether its rater has ended. */
  ended: boolean;
  passed: boolean;
  /** What its study asks. */
  asked: Asked;
  /** What its rater took the image for first; null: not asked, or not said yet. */
  verdictBefore: arena.RaterVerdict | null;
}

/**
 * One of the rater's own ballots, locked: corrections and passes of one ballot wait for each other, and first votes pass.
 * @throws ProblemError `unauthenticated`, `not-found`, `not-your-ballot`, `rater-withdrawn`
 */
export async function lockOwnBallot(
  tx: TransactionSql,
  { ballotId, tokenHash }: { ballotId: string; tokenHash: string },
): Promise<OwnBallot> {
  // A withdrawal waits for what is under way, and nothing begins that it has not seen.
  const [rater] = await tx<{ id: string; ended: boolean; withdrawn: boolean }[]>`
    select id, ended_at is not null as ended, withdrawn from arena.raters where token_hash = ${tokenHash} for share`;
  if (!rater) return unknownToken();
  if (rater.withdrawn) return raterWithdrawn();
  const [ballot] = await tx<
    (Asked &
      Pick<OwnBallot, 'status' | 'passed' | 'verdictBefore'> & { raterId: string; expiresAt: string })[]
  >`
    select s.status, s.questions, s.strength, s.reliance, b.verdict_before as "verdictBefore", b.rater_id as "raterId", b.expires_at as "expiresAt",
      exists (select from arena.passes p where p.ballot_id = b.id) as passed
    from arena.ballots b join arena.studies s on s.id = b.study_id
    where b.id = ${ballotId} for no key update of b`;
  if (!ballot) throw new ProblemError('not-found', { detail: `There is no ballot ${ballotId}.` });
  if (ballot.raterId !== rater.id)
    throw new ProblemError('not-your-ballot', { detail: 'This ballot was put to another rater.' });
  const { status, expiresAt, passed, verdictBefore, questions, strength, reliance } = ballot;
  const asked = { questions, strength, reliance };
  return { status, expiresAt: new Date(expiresAt), ended: rater.ended, passed, asked, verdictBefore };
}

/** Refuses what comes to a ballot too late. @throws ProblemError `study-not-open`, `rater-ended`, `ballot-expired` */
export function refuseClosed({ status, ended, expiresAt }: OwnBallot, now: Date): void {
  if (status !== 'open') notOpen(status);
  if (ended) raterEnded();
  if (expiresAt <= now)
    throw new ProblemError('ballot-expired', {
      detail: `This ballot could be answered until ${expiresAt.toISOString()}. Ask for a new one.`,
    });
}

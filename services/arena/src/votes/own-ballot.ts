import type { TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { notOpen } from '../raters/enrol.ts';
import { unknownToken } from '../raters/identify-rater.ts';
import { raterEnded } from '../raters/rater-state.ts';

export interface OwnBallot {
  /** Of the study. */
  status: 'draft' | 'open' | 'closed';
  expiresAt: Date;
  /** Whether its rater has ended. */
  ended: boolean;
  passed: boolean;
}

/**
 * One of the rater's own ballots, locked: corrections and passes of one ballot wait for each other, and first votes pass.
 * @throws ProblemError `unauthenticated`, `not-found`, `not-your-ballot`
 */
export async function lockOwnBallot(
  tx: TransactionSql,
  { ballotId, tokenHash }: { ballotId: string; tokenHash: string },
): Promise<OwnBallot> {
  const [rater] = await tx<{ id: string; ended: boolean }[]>`
    select id, ended_at is not null as ended from arena.raters where token_hash = ${tokenHash}`;
  if (!rater) return unknownToken();
  const [ballot] = await tx<
    { status: OwnBallot['status']; raterId: string; expiresAt: string; passed: boolean }[]
  >`
    select s.status, b.rater_id as "raterId", b.expires_at as "expiresAt",
      exists (select from arena.passes p where p.ballot_id = b.id) as passed
    from arena.ballots b join arena.studies s on s.id = b.study_id
    where b.id = ${ballotId} for no key update of b`;
  if (!ballot) throw new ProblemError('not-found', { detail: `There is no ballot ${ballotId}.` });
  if (ballot.raterId !== rater.id)
    throw new ProblemError('not-your-ballot', { detail: 'This ballot was put to another rater.' });
  const { status, expiresAt, passed } = ballot;
  return { status, expiresAt: new Date(expiresAt), ended: rater.ended, passed };
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

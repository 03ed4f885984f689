import type { SqlOrTransaction } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { hashToken } from '../raters/tokens.ts';

export interface Invitation {
  id: string;
  cohort: 'invited' | 'prolific';
  usesLeft: number;
  expiresAt: Date;
}

/**
 * The invitation to a study that has this token, used up or not; in a transaction nobody else uses it up meanwhile.
 * @throws ProblemError `invitation-not-valid` where there is none, or it has expired
 */
export async function findInvitation(
  sql: SqlOrTransaction,
  studyId: string,
  token: string,
  now: Date,
): Promise<Invitation> {
  const [row] = await sql<(Omit<Invitation, 'expiresAt'> & { expiresAt: string })[]>`
    select id, cohort, uses_left as "usesLeft", expires_at as "expiresAt" from arena.invitations
    where study_id = ${studyId} and token_hash = ${hashToken(token)} for update`;
  if (!row) return refuse('There is no such invitation to this study.');
  const invitation = { ...row, expiresAt: new Date(row.expiresAt) };
  if (invitation.expiresAt <= now)
    return refuse(`The invitation was valid until ${invitation.expiresAt.toISOString()}.`);
  return invitation;
}

/** @throws ProblemError `invitation-not-valid` */
export const refuseUsed = (): never => refuse('The invitation was used before, as often as it could be.');

function refuse(detail: string): never {
  throw new ProblemError('invitation-not-valid', { detail });
}

import type { arena } from '@fakexplain/contract';
import { hashSecret, type SqlOrTransaction } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';

export interface KnownInvitation {
  id: string;
  cohort: string;
  places: number;
  panel: arena.Panel | null;
}

/**
 * The invitation to a study that has this token, full or not.
 * @throws ProblemError `invitation-not-valid` where there is none, or it has expired or was revoked
 */
export async function findInvitation(
  sql: SqlOrTransaction,
  studyId: string,
  token: string,
  now: Date,
): Promise<KnownInvitation> {
  const [row] = await sql<(KnownInvitation & { expiresAt: string; revokedAt: string | null })[]>`
    select id, cohort, places, panel, expires_at as "expiresAt", revoked_at as "revokedAt" from arena.invitations
    where study_id = ${studyId} and token_hash = ${hashSecret(token)}`;
  if (!row) return refuse('There is no such invitation to this study.');
  const { expiresAt, revokedAt, ...invitation } = row;
  if (revokedAt !== null) return refuse('The invitation was taken back.');
  if (new Date(expiresAt) <= now)
    return refuse(`The invitation was valid until ${new Date(expiresAt).toISOString()}.`);
  return invitation;
}

/** @throws ProblemError `invitation-not-valid` */
export const refuseUsed = (): never => refuse('The invitation was used before, as often as it could be.');

function refuse(detail: string): never {
  throw new ProblemError('invitation-not-valid', { detail });
}

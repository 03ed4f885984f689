import type { arena } from '@fakexplain/contract';
import { hashSecret, type TransactionSql } from '@fakexplain/database';
import { newToken } from '../tokens.ts';

/** As long as those that better-auth begins. */
const validDays = 7;

/** Begins a session of somebody who has just proved who they are. */
export async function startSession(
  tx: TransactionSql,
  personId: string,
  browser: string | undefined,
): Promise<arena.SessionMade> {
  const session = newToken();
  const [made] = await tx<{ expiresAt: string }[]>`
    insert into account.sessions (token, person_id, user_agent, expires_at)
    values (${hashSecret(session)}, ${personId}, ${browser ?? null}, now() + make_interval(days => ${validDays}))
    returning expires_at as "expiresAt"`;
  return { session, expiresAt: new Date(made?.expiresAt ?? '').toISOString() };
}

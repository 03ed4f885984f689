import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';

/** Sessions of somebody that last; never their tokens. */
export async function listSessions(
  sql: Sql,
  personId: string,
  current: string | null,
): Promise<arena.Session[]> {
  const rows = await sql<arena.Session[]>`
    select id, coalesce(id = ${current}, false) as current, user_agent as browser, created_at as "createdAt",
      updated_at as "lastSeenAt", expires_at as "expiresAt"
    from account.sessions where person_id = ${personId} and expires_at > now() order by created_at desc, id`;
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt).toISOString(),
    lastSeenAt: new Date(row.lastSeenAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
  }));
}

/** Ends one of somebody's sessions at once. @throws ProblemError `not-found` */
export async function endSession(
  sql: Sql,
  { action, personId, session }: { action: string; personId: string; session: string },
): Promise<void> {
  await sql.begin(async (tx) => {
    const [ended] = await tx<{ browser: string | null }[]>`
      delete from account.sessions where id = ${session} and person_id = ${personId} returning user_agent as browser`;
    if (!ended) throw new ProblemError('not-found', { detail: 'There is no such session of yours.' });
    await recordChange(tx, { action, subject: { kind: 'session', name: session }, before: ended });
  });
}

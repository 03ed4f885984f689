import { recordChange } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { AccountDependencies } from '../dependencies.ts';

interface PasswordChange {
  personId: string;
  /** The session that stays. */
  sessionId: string | null;
  current: string;
  password: string;
}

/** Changes somebody's password, and ends all their other sessions. @throws ProblemError `sign-in-refused` */
export async function changePassword(
  { accounts: { sql }, auth }: Pick<AccountDependencies, 'accounts' | 'auth'>,
  { personId, sessionId, current, password }: PasswordChange,
): Promise<void> {
  const [kept] = await sql<{ hash: string }[]>`
    select password as hash from account.credentials
    where person_id = ${personId} and provider_id = 'credential' and password is not null`;
  if (!kept || !(await auth.verifyPassword({ hash: kept.hash, password: current })))
    throw new ProblemError('sign-in-refused', {
      detail: 'The current password is not right.',
      errors: [{ path: 'body.current', message: 'Not right' }],
    });
  const hash = await auth.hashPassword(password);
  await sql.begin(async (tx) => {
    await tx`
      update account.credentials set password = ${hash}, updated_at = now()
      where person_id = ${personId} and provider_id = 'credential'`;
    const { count } = await tx`
      delete from account.sessions where person_id = ${personId} and id is distinct from ${sessionId}`;
    await recordChange(tx, {
      action: 'changePassword',
      subject: { kind: 'person', name: personId },
      after: { endedSessions: count },
    });
  });
}

import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { z } from 'zod';
import type { Answer } from '../ask-auth.ts';
import type { AccountDependencies } from '../dependencies.ts';

/** Somebody's passkeys. */
export async function listPasskeys(sql: Sql, personId: string): Promise<arena.Passkey[]> {
  const rows = await sql<arena.Passkey[]>`
    select id, coalesce(name, '') as name, created_at as "createdAt"
    from account.passkeys where person_id = ${personId} order by created_at, id`;
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt).toISOString() }));
}

interface NewPasskey {
  /** Token of the session of who adds it. */
  session: string;
  name: string;
  response: object;
  challenge: string;
}

const addedSchema = z.object({ id: z.uuid() });

/** @throws ProblemError `invalid-request`, `forbidden` */
export async function addPasskey(
  { accounts, auth }: Pick<AccountDependencies, 'accounts' | 'auth'>,
  personId: string,
  { session, name, response, challenge }: NewPasskey,
): Promise<arena.Passkey> {
  const id = await accounts.db.transaction(async (tx) => {
    const body = { response, name };
    const answer = await auth.ask(tx, '/passkey/verify-registration', { session, cookies: challenge, body });
    if (!answer.ok) throw refusedPasskey(answer);
    const { id } = addedSchema.parse(answer.body);
    await recordChange(tx, {
      action: 'addPasskey',
      subject: { kind: 'passkey', name: id },
      after: { name },
    });
    return id;
  });
  const added = (await listPasskeys(accounts.sql, personId)).find((passkey) => passkey.id === id);
  if (!added) throw new Error(`the passkey ${id} vanished`);
  return added;
}

/** What better-auth says of a passkey that is not taken, in words. */
export const refusedPasskey = ({ code }: Answer): ProblemError =>
  code === 'SESSION_NOT_FRESH'
    ? new ProblemError('forbidden', {
        detail: 'You signed in more than a day ago: sign out and in again, then add the passkey.',
      })
    : new ProblemError('invalid-request', {
        detail: `The passkey was not taken (${code.toLowerCase().replaceAll('_', ' ')}). Try again.`,
      });

/** @throws ProblemError `not-found` */
export async function deletePasskey(sql: Sql, personId: string, id: string): Promise<void> {
  await sql.begin(async (tx) => {
    const [deleted] = await tx<{ name: string | null }[]>`
      delete from account.passkeys where id = ${id} and person_id = ${personId} returning name`;
    if (!deleted) throw new ProblemError('not-found', { detail: 'There is no such passkey of yours.' });
    await recordChange(tx, {
      action: 'deletePasskey',
      subject: { kind: 'passkey', name: id },
      before: deleted,
    });
  });
}

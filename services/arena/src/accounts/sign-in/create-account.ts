import type { arena } from '@fakexplain/contract';
import { actAs, recordChange } from '@fakexplain/database';
import { actorOf, ProblemError } from '@fakexplain/service-kit';
import type { AccountDependencies } from '../dependencies.ts';
import { findOffer, takeOffer } from '../invitations.ts';
import { startSession } from './start-session.ts';

interface NewAccount {
  token: string;
  name: string;
  email: string;
  password: string;
  browser: string | undefined;
}

/**
 * Makes an account by a link, which is used up with it, and begins its first session.
 * @throws ProblemError `invitation-not-valid`, `email-taken`
 */
export async function createAccount(
  { accounts: { sql }, auth }: Pick<AccountDependencies, 'accounts' | 'auth'>,
  { token, name, email, password, browser }: NewAccount,
): Promise<arena.SessionMade> {
  await findOffer(sql, token);
  const hash = await auth.hashPassword(password);
  return sql.begin(async (tx) => {
    const [person] = await tx<{ id: string }[]>`
      insert into account.people (name, email) values (${name}, ${email}) on conflict (email) do nothing returning id`;
    if (!person)
      throw new ProblemError('email-taken', {
        detail: `${email} has an account: sign in, and open the link again.`,
        errors: [{ path: 'body.email', message: 'Has an account already' }],
      });
    await tx`
      insert into account.credentials (person_id, provider_id, account_id, password)
      values (${person.id}, 'credential', ${person.id}, ${hash})`;
    const { role, slug } = await takeOffer(tx, token, person.id);
    await actAs(actorOf({ personId: person.id, name, key: null }), () =>
      recordChange(tx, {
        action: 'createAccount',
        subject: { kind: 'person', name: person.id },
        after: { name, email, role, study: slug },
      }),
    );
    return startSession(tx, person.id, browser);
  });
}

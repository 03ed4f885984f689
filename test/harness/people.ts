import { randomUUID } from 'node:crypto';
import { createInvitation } from '../../services/arena/src/accounts/invitations.ts';
import { arena, call, type ClientOptions, type Role, type Scope } from '@fakexplain/contract';
import { connect, hashSecret, type Sql } from '@fakexplain/database';
import type { BrowserContext, Page } from 'playwright-core';

export const password = 'a long enough password';

export interface SomebodyNew {
  role?: Role | null;
  /** Of one study, by its slug. */
  study?: { slug: string; role: Role };
}

/** Puts somebody who is signed in straight into the database. @returns their id and the token of their session */
export async function addPerson(
  sql: Sql,
  { role = null, study }: SomebodyNew = {},
): Promise<{ id: string; session: string }> {
  const session = randomUUID();
  const email = `${session}@example.org`;
  const [person] = await sql<{ id: string }[]>`
    insert into account.people (name, email, role) values ('Somebody', ${email}, ${role}) returning id`;
  const id = person?.id ?? '';
  await sql`
    insert into account.sessions (token, person_id, expires_at)
    values (${hashSecret(session)}, ${id}, now() + interval '1 day')`;
  if (study)
    await sql`
      insert into account.study_roles (person_id, study_id, role)
      select ${id}, s.id, ${study.role} from arena.studies s where s.slug = ${study.slug}`;
  return { id, session };
}

/** Puts an API key of somebody into the database. @returns the key */
export async function addKey(sql: Sql, personId: string, scope: Scope): Promise<string> {
  const key = `fxk_${randomUUID()}`;
  await sql`
    insert into account.api_keys (person_id, name, scope, key_hash, expires_at)
    values (${personId}, ${scope}, ${scope}, ${hashSecret(key)}, now() + interval '1 day')`;
  return key;
}

/** Makes an account by the token of a link. @returns what its person signs in with, and their session */
export async function joinArena(
  options: ClientOptions,
  token: string,
): Promise<{ email: string; session: string }> {
  const email = `${randomUUID()}@example.org`;
  const body = { token, name: 'Somebody new', email, password };
  return { email, session: (await call(arena.createAccount, { body }, options)).session };
}

/** Invites somebody to a site, and makes their account. */
export async function joinSite(
  { databaseUrl, arena: { address } }: { databaseUrl: string; arena: { address: string } },
  role: Role,
): Promise<{ email: string; session: string }> {
  const { sql, close } = connect(databaseUrl, { role: 'fakexplain_account', max: 1 });
  const invitation = { role, note: 'a test', days: 1, study: null, madeBy: null };
  const { path } = await sql.begin((tx) => createInvitation(tx, 'a test', invitation));
  await close();
  return joinArena({ baseUrl: address }, new URL(path, address).searchParams.get('token') ?? '');
}

/** Signs in by the page for it, which leads on to where one wanted to go. */
export async function signInByForm(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Lets a browser go on with a session. */
export async function beSignedIn(context: BrowserContext, address: string, session: string): Promise<void> {
  const { hostname } = new URL(address);
  await context.addCookies([{ name: 'session', value: session, domain: hostname, path: '/' }]);
}

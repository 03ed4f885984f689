import { arena, call, ServiceProblem, type ClientOptions } from '@fakexplain/contract';
import { connect, hashSecret } from '@fakexplain/database';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startArena, type TestArena } from '../testing/start-arena.ts';
import { makeOwnerLink } from './owner-link.ts';

let service: TestArena;
/** Whoever came by the first owner link. */
let owner: ClientOptions;
const password = 'a long enough password';

beforeAll(async () => {
  service = await startArena();
  const catalog = await fillCatalog(service.database.db, { images: 6, sources: ['one', 'two'] });
  for (const slug of ['pilot', 'second'])
    await call(arena.createStudy, { body: { ...newStudy(catalog), slug } }, service.maintainer);
  const { path } = { path: await makeOwnerLink(service.database.sql) };
  owner = await join(path, 'owner@example.org');
});
afterAll(() => service.close());

const tokenOf = (path: string) => new URL(path, 'http://site').searchParams.get('token') ?? '';
const anyone = (): ClientOptions => service.as();
const withSession = (session: string): ClientOptions => ({ ...service.as(), session });
const refusal = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'taken',
    (error: unknown) => (error instanceof ServiceProblem ? error.slug : String(error)),
  );

async function join(path: string, email: string): Promise<ClientOptions> {
  const body = { token: tokenOf(path), name: email.replace(/@.*/, ''), email, password };
  return withSession((await call(arena.createAccount, { body }, anyone())).session);
}

async function invite(role: 'viewer' | 'maintainer' | 'owner', email: string): Promise<ClientOptions> {
  const { path } = await call(arena.createAccountInvitation, { body: { role } }, owner);
  return join(path, email);
}

const signIn = (email: string, with_ = password) =>
  call(arena.signIn, { body: { email, password: with_ } }, anyone());

test('the owner link makes an owner, once', async () => {
  const path = await makeOwnerLink(service.database.sql);
  const offer = await call(arena.readAccountInvitation, { body: { token: tokenOf(path) } }, anyone());
  expect(offer).toMatchObject({ role: 'owner', study: null });
  const body = { token: tokenOf(path), name: 'Other', email: 'Owner@example.org', password };
  // An address counts once, however it is written, and the link stays good.
  expect(await refusal(call(arena.createAccount, { body }, anyone()))).toBe('email-taken');
  const other = await join(path, 'other@example.org');
  expect(await call(arena.readMe, {}, other)).toMatchObject({ email: 'other@example.org', role: 'owner' });
  expect(await refusal(join(path, 'third@example.org'))).toBe('invitation-not-valid');
  const [earlier, later] = [
    await makeOwnerLink(service.database.sql),
    await makeOwnerLink(service.database.sql),
  ];
  expect(await refusal(join(earlier, 'third@example.org'))).toBe('invitation-not-valid');
  expect(later).not.toContain(earlier);
});

test('people sign in with a password, see where they are signed in, and end sessions by id', async () => {
  await invite('viewer', 'viewer@example.org');
  const here = withSession((await signIn('viewer@example.org')).session);
  const there = withSession((await signIn('viewer@example.org')).session);
  const { sessions } = await call(arena.listSessions, {}, here);
  expect(sessions).toHaveLength(3);
  expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  expect(JSON.stringify(sessions)).not.toContain(here.session);
  const [current] = (await call(arena.listSessions, {}, there)).sessions.filter(({ current }) => current);
  await call(arena.endSession, { params: { session: current?.id ?? '' } }, here);
  expect(await refusal(call(arena.readMe, {}, there))).toBe('unauthenticated');
  await call(arena.signOut, {}, here);
  expect(await refusal(call(arena.readMe, {}, here))).toBe('unauthenticated');
});

test('the table of sessions tells nobody how to go on with one', async () => {
  const { session } = await signIn('owner@example.org');
  const rows = await service.database.sql`select token from account.sessions`;
  expect(rows.map(({ token }) => token)).toContain(hashSecret(session));
  expect(rows.map(({ token }) => token)).not.toContain(session);
});

test('a wrong password, an unknown address and a disabled account are refused alike', async () => {
  const viewer = await invite('viewer', 'leaves@example.org');
  const { id } = await call(arena.readMe, {}, viewer);
  const problems = await Promise.all(
    [signIn('leaves@example.org', 'a wrong password'), signIn('nobody@example.org')].map((asked) =>
      asked.catch((error: unknown) => error),
    ),
  );
  await call(arena.changePerson, { params: { person: id }, body: { disabled: true } }, owner);
  problems.push(await signIn('leaves@example.org').catch((error: unknown) => error));
  expect(problems.map((problem) => problem instanceof ServiceProblem && problem.slug)).toEqual(
    Array.from({ length: 3 }, () => 'sign-in-refused'),
  );
  expect(new Set(problems.map(String)).size).toBe(1);
  // What they had is over with it.
  expect(await refusal(call(arena.readMe, {}, viewer))).toBe('unauthenticated');
});

test('a changed password ends all other sessions', async () => {
  const person = await invite('viewer', 'changes@example.org');
  const elsewhere = withSession((await signIn('changes@example.org')).session);
  const change = (current: string) =>
    call(arena.changePassword, { body: { current, password: 'another long password' } }, person);
  expect(await refusal(change('not the password'))).toBe('sign-in-refused');
  await change(password);
  expect(await refusal(call(arena.readMe, {}, elsewhere))).toBe('unauthenticated');
  expect(await call(arena.readMe, {}, person)).toMatchObject({ email: 'changes@example.org' });
  expect(await refusal(signIn('changes@example.org'))).toBe('sign-in-refused');
  await signIn('changes@example.org', 'another long password');
});

test('API keys are shown once, do what their scope and their person’s role allow, and end when revoked', async () => {
  const maintainer = await invite('maintainer', 'keys@example.org');
  const make = async (scope: 'read' | 'write' | 'manage') => {
    const { key, made } = await call(arena.createKey, { body: { name: scope, scope } }, maintainer);
    return { as: service.as(key), key, id: made.id };
  };
  const [read, write, manage] = [await make('read'), await make('write'), await make('manage')];
  const change = (as: ClientOptions) => refusal(call(arena.closeStudy, { params: { study: 'none' } }, as));
  expect(await change(read.as)).toBe('forbidden');
  expect(await change(write.as)).toBe('not-found');
  // A key may not more than its person.
  expect(await refusal(call(arena.listPeople, {}, manage.as))).toBe('forbidden');
  // And makes no further ones.
  expect(await refusal(call(arena.createKey, { body: { name: 'x' } }, manage.as))).toBe('forbidden');
  const { keys } = await call(arena.listKeys, {}, maintainer);
  expect(keys.map(({ name }) => name)).toEqual(['manage', 'write', 'read']);
  expect(keys.every(({ lastUsedAt }) => lastUsedAt !== null)).toBe(true);
  expect(JSON.stringify(keys)).not.toContain(write.key);
  await call(arena.revokeKey, { params: { key: write.id } }, maintainer);
  expect(await change(write.as)).toBe('unauthenticated');
  // Another person's key is not theirs to revoke, but an owner's.
  expect(await refusal(call(arena.revokeKey, { params: { key: read.id } }, owner))).toBe('not-found');
  await call(arena.revokeAnyKey, { params: { key: read.id } }, owner);
  expect(await refusal(call(arena.readMe, {}, read.as))).toBe('unauthenticated');
});

test('expired sessions and keys are over', async () => {
  const { sql } = service.database;
  const person = await invite('maintainer', 'expires@example.org');
  const { key } = await call(arena.createKey, { body: { name: 'soon over' } }, person);
  await call(arena.readMe, {}, service.as(key));
  await sql`update account.api_keys set expires_at = now() where key_hash = ${hashSecret(key)}`;
  await sql`update account.sessions set expires_at = now() where token = ${hashSecret(person.session ?? '')}`;
  expect(await refusal(call(arena.readMe, {}, service.as(key)))).toBe('unauthenticated');
  expect(await refusal(call(arena.readMe, {}, person))).toBe('unauthenticated');
});

test('a role in one study holds there and nowhere else', async () => {
  const { path } = await call(
    arena.createStudyPersonInvitation,
    { params: { study: 'pilot' }, body: { role: 'maintainer' } },
    owner,
  );
  const person = await join(path, 'pilot@example.org');
  const { id, role, studies } = await call(arena.readMe, {}, person);
  expect({ role, studies }).toMatchObject({ role: null, studies: [{ slug: 'pilot', role: 'maintainer' }] });
  const audit = (study: string) => refusal(call(arena.readPasses, { params: { study } }, person));
  expect(await audit('pilot')).toBe('taken');
  expect(await audit('another')).toBe('forbidden');
  const set = (role: 'owner' | 'none', as = owner) =>
    call(arena.setStudyRole, { params: { study: 'pilot', person: id }, body: { role } }, as);
  expect(await refusal(set('owner', person))).toBe('forbidden');
  await set('owner');
  expect(await call(arena.listStudyPeople, { params: { study: 'pilot' } }, person)).toMatchObject({
    people: [{ id, role: 'owner' }],
  });
  await set('none', person);
  expect(await audit('pilot')).toBe('forbidden');
});

test('whoever has an account takes a further role by a link, and loses none', async () => {
  const person = await invite('maintainer', 'grows@example.org');
  const accept = async (role: 'viewer' | 'owner') => {
    const { path } = await call(arena.createAccountInvitation, { body: { role } }, owner);
    await call(arena.acceptAccountInvitation, { body: { token: tokenOf(path) } }, person);
    return (await call(arena.readMe, {}, person)).role;
  };
  expect(await accept('viewer')).toBe('maintainer');
  expect(await accept('owner')).toBe('owner');
});

test('the last owner stays', async () => {
  const { people } = await call(arena.listPeople, {}, owner);
  const owners = people.filter(({ role }) => role === 'owner');
  const me = await call(arena.readMe, {}, owner);
  for (const { id } of owners)
    if (id !== me.id)
      await call(arena.changePerson, { params: { person: id }, body: { role: 'viewer' } }, owner);
  for (const body of [{ role: 'maintainer' as const }, { disabled: true }])
    expect(await refusal(call(arena.changePerson, { params: { person: me.id }, body }, owner))).toBe(
      'last-owner',
    );
  expect((await call(arena.readMe, {}, owner)).role).toBe('owner');
});

test('a revoked invitation is no longer good', async () => {
  const { path, invitation } = await call(
    arena.createAccountInvitation,
    { body: { role: 'viewer', note: 'for Ada' } },
    owner,
  );
  await call(arena.revokeAccountInvitation, { params: { invitation: invitation.id } }, owner);
  expect(await refusal(join(path, 'late@example.org'))).toBe('invitation-not-valid');
  const { invitations } = await call(arena.listAccountInvitations, {}, owner);
  expect(invitations.find(({ id }) => id === invitation.id)).toMatchObject({
    state: 'revoked',
    note: 'for Ada',
  });
  expect(JSON.stringify(invitations)).not.toContain(tokenOf(path));
});

test('who owns a study sees the links made for it, and revokes those alone', async () => {
  const linkFor = (study: string) =>
    call(
      arena.createStudyPersonInvitation,
      { params: { study }, body: { role: 'viewer', note: study } },
      owner,
    );
  const { invitation: siteWide } = await call(
    arena.createAccountInvitation,
    { body: { role: 'viewer' } },
    owner,
  );
  const [mine, others] = [await linkFor('pilot'), await linkFor('second')];
  const { path } = await call(
    arena.createStudyPersonInvitation,
    { params: { study: 'pilot' }, body: { role: 'owner' } },
    owner,
  );
  const person = await join(path, 'owns-pilot@example.org');

  const list = async () =>
    (await call(arena.listStudyPersonInvitations, { params: { study: 'pilot' } }, person)).invitations;
  const listed = await list();
  expect(listed.every(({ study }) => study === 'pilot')).toBe(true);
  expect(listed.find(({ id }) => id === mine.invitation.id)).toMatchObject({ state: 'open', note: 'pilot' });
  expect(JSON.stringify(listed)).not.toContain(tokenOf(mine.path));

  const revoke = (invitation: string, study = 'pilot') =>
    refusal(call(arena.revokeStudyPersonInvitation, { params: { study, invitation } }, person));
  expect(await revoke(others.invitation.id)).toBe('not-found');
  expect(await revoke(siteWide.id)).toBe('not-found');
  expect(await revoke(others.invitation.id, 'second')).toBe('forbidden');
  expect(await revoke(mine.invitation.id)).toBe('taken');
  expect((await list()).find(({ id }) => id === mine.invitation.id)?.state).toBe('revoked');
  expect(await refusal(join(mine.path, 'too-late@example.org'))).toBe('invitation-not-valid');
  expect(await refusal(call(arena.listStudyPersonInvitations, { params: { study: 'gone' } }, owner))).toBe(
    'not-found',
  );
  // What is used already stays used.
  const used = listed.find(({ usedBy }) => usedBy !== null);
  expect(await revoke(used?.id ?? '')).toBe('taken');
  expect((await list()).find(({ id }) => id === used?.id)?.state).toBe('used');
});

test('no service may read accounts, and none may change what is on record', async () => {
  for (const role of [
    'fakexplain_arena',
    'fakexplain_catalog',
    'fakexplain_inference',
    'fakexplain_metrics',
  ] as const) {
    const { sql, close } = connect(service.database.url, { role, max: 1 });
    for (const table of ['people', 'sessions', 'api_keys', 'credentials'])
      await expect(sql.unsafe(`select * from account.${table}`)).rejects.toThrow(/permission denied/);
    for (const change of ['update audit.entries set action = $$x$$', 'delete from audit.entries'])
      await expect(sql.unsafe(change)).rejects.toThrow(/permission denied/);
    await close();
  }
  const { sql, close } = connect(service.database.url, { role: 'fakexplain_account', max: 1 });
  await expect(sql`delete from audit.entries`).rejects.toThrow(/permission denied/);
  await close();
});

test('attempts are limited by network, and by account from wherever they come', async () => {
  const limited = await startArena({
    buckets: { signIn: { burst: 3, perMinute: 1 }, signInAccount: { burst: 5, perMinute: 1 } },
  });
  const attempt = (email: string, address: string) =>
    refusal(
      call(arena.signIn, { body: { email, password: 'a guess at it' } }, limited.as(undefined, address)),
    );
  const from = async (address: string, emails: string[]) => {
    const outcomes = [];
    for (const email of emails) outcomes.push(await attempt(email, address));
    return outcomes;
  };
  const refused = 'sign-in-refused';
  expect(await from('192.0.2.7', ['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org'])).toEqual([
    ...Array.from({ length: 3 }, () => refused),
    'too-many-requests',
  ]);
  const outcomes = [];
  for (let at = 0; at < 6; at += 1) outcomes.push(await attempt('one@x.org', `198.51.100.${at}`));
  expect(outcomes).toEqual([...Array.from({ length: 5 }, () => refused), 'too-many-requests']);
  await limited.close();
});

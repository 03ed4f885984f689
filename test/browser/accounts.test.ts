import { arena, call } from '@fakexplain/contract';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '@fakexplain/database';
import { launchBrowser, watchForTrouble } from '../harness/browser.ts';
import { startOwnSite, type OwnSite } from '../harness/own-site.ts';
import { findPageFaults } from '../harness/page-faults.ts';
import { beSignedIn, joinSite, password, signInByForm } from '../harness/people.ts';

let site: OwnSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([startOwnSite(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(20_000);
  return context.newPage();
}

/** A device that says at once that it is its owner. */
async function giveAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const recorded = async (action: string) => {
  const { sql, close } = connect(site.databaseUrl, { role: 'fakexplain_account', max: 1 });
  const entries = await sql<{ person: string }[]>`
    select person_name as person from audit.entries where action = ${action} order by id`;
  await close();
  return entries.map(({ person }) => person);
};

test('the first start gives out a link; whoever opens it owns the site, invites others, and signs in by passkey', async () => {
  const page = await newPage();
  const trouble = watchForTrouble(page, site.address);
  await giveAuthenticator(page);
  await page.goto(`${site.address}/maintain`);
  expect(page.url()).toBe(`${site.address}/sign-in?back=%2Fmaintain`);
  expect(await findPageFaults(page)).toEqual([]);

  await page.goto(site.ownerLink ?? '');
  expect(await findPageFaults(page)).toEqual([]);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail').fill('ada@example.org');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.waitForURL('**/account');
  expect(await page.getByText('You are owner of this site').isVisible()).toBe(true);

  await page.getByLabel('What you call it').fill('Laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('The passkey “Laptop” is added.').waitFor();
  expect(await recorded('addPasskey')).toEqual(['Ada']);

  await page.getByRole('region', { name: 'API keys' }).getByLabel('Name').fill('notebook');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const key = await page.getByLabel(/copy it now/).inputValue();
  expect(await call(arena.readMe, {}, { baseUrl: site.arena.address, token: key })).toMatchObject({
    name: 'Ada',
    role: 'owner',
  });
  expect(await findPageFaults(page)).toEqual([]);
  await page.reload();
  expect(await page.content()).not.toContain(key);

  await page.getByRole('link', { name: 'People and roles' }).click();
  await page.waitForURL('**/people');
  await page.getByRole('region', { name: 'Invite somebody' }).getByLabel('Role').selectOption('viewer');
  await page.getByRole('textbox', { name: 'For' }).fill('Grace');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel(/^The link/).inputValue();
  expect(await findPageFaults(page)).toEqual([]);
  await page.goto(`${site.address}/audit-log`);
  await page.getByRole('rowheader', { name: 'createAccountInvitation' }).waitFor();
  expect(await findPageFaults(page)).toEqual([]);

  await page.goto(`${site.address}/account`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/maintain');
  expect(await recorded('signInByPasskey')).toEqual(['Ada']);
  expect(trouble).toEqual([]);
  await page.context().close();

  const other = await newPage();
  await other.goto(link);
  expect(await other.getByText('You are invited as').innerText()).toContain('viewer of this site');
  await other.getByLabel('Your name').fill('Grace');
  await other.getByLabel('E-mail').fill('ada@example.org');
  await other.getByLabel('Password').fill(password);
  await other.getByRole('button', { name: 'Make the account' }).click();
  await other.getByRole('alert').waitFor();
  expect(await other.getByRole('alert').innerText()).toContain('has an account');
  await other.getByLabel('E-mail').fill('grace@example.org');
  await other.getByLabel('Password').fill(password);
  await other.getByRole('button', { name: 'Make the account' }).click();
  await other.waitForURL('**/account');
  await other.goto(`${site.address}/people`);
  expect(await other.getByText('This page is for those who own the site.').isVisible()).toBe(true);
  await other.goto(`${site.address}/maintain`);
  expect(await other.getByRole('heading', { name: 'Make a study' }).count()).toBe(0);
  await other.goto(link);
  expect(await other.getByText('This link was used').isVisible()).toBe(true);
  await other.context().close();
});

test('what is typed and ticked before the scripts of a page come stays', async () => {
  const { email, session } = await joinSite(site, 'owner');
  const page = await newPage();
  const { promise: scriptsMayCome, resolve: letScriptsCome } = Promise.withResolvers<void>();
  await page.route('**/*.js', async (route) => {
    await scriptsMayCome;
    await route.continue();
  });
  await page.goto(`${site.address}/sign-in`, { waitUntil: 'commit' });
  await page.getByLabel('E-mail').fill(email);
  letScriptsCome();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
  expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
  await page.unroute('**/*.js');

  await beSignedIn(page.context(), site.address, session);
  const held = Promise.withResolvers<void>();
  await page.route('**/*.js', async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.goto(`${site.address}/maintain`, { waitUntil: 'commit' });
  const form = page.getByRole('region', { name: 'Make a study' });
  await form.locator('input[name="title"]').fill('Typed early');
  await form.getByRole('checkbox').last().setChecked(true);
  held.resolve();
  await page.waitForLoadState('networkidle');
  expect(await form.locator('input[name="title"]').inputValue()).toBe('Typed early');
  expect(await form.getByRole('checkbox').last().isChecked()).toBe(true);
  await page.context().close();
});

test('without JavaScript one signs in, ends another session, changes the password and signs out', async () => {
  const { email } = await joinSite(site, 'maintainer');
  const page = await newPage({ javaScriptEnabled: false });
  await page.goto(`${site.address}/maintain`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  expect(await page.getByRole('alert').innerText()).toContain('do not belong together');
  expect(await page.content()).not.toContain('not the password');
  await signInByForm(page, email);
  expect(page.url()).toBe(`${site.address}/maintain`);
  expect(await page.getByRole('heading', { name: 'Make a study' }).isVisible()).toBe(true);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'session');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });

  await page.goto(`${site.address}/account`);
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByText('The session has ended.').waitFor();
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill('short');
  await page.getByLabel('New password').fill('another long password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('The password is changed').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${site.address}/account`);
  expect(page.url()).toContain('/sign-in?back=');
  await page.context().close();
});

test('forms of other sites change nothing', async () => {
  const { session } = await joinSite(site, 'owner');
  const answer = await fetch(`${site.address}/account?/signOut`, {
    method: 'POST',
    headers: {
      cookie: `session=${session}`,
      origin: 'https://elsewhere.example',
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  expect(answer.status).toBe(403);
  // The API takes no cookies at all, and hands no visitor's header for a session on.
  const me = await fetch(`${site.address}/api/arena/me`, {
    headers: { cookie: `session=${session}`, 'x-session': session },
  });
  expect(me.status).toBe(401);
});

test('commands work by the key that the start made for them, which ends with it', async () => {
  expect(await site.run('study', 'list')).toContain('There are no studies.');
  const made = await recorded('makeProcessKey');
  expect(made).toHaveLength(1);
});

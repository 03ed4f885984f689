import { randomUUID } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { enrolRater } from '../harness/arena.ts';
import { addPerson, beSignedIn, joinSite, signInByForm } from '../harness/people.ts';
import { launchBrowser, watchForTrouble } from '../harness/browser.ts';
import '../harness/demo-site.ts';
import { findPageFaults } from '../harness/page-faults.ts';

const site = inject('demoSite');
let maintainer: { email: string };
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  maintainer = await joinSite(site, 'maintainer');
});
afterAll(async () => {
  await browser?.close();
});

const toArena = (token?: string) => ({ baseUrl: site.arena.address, token });
const readStudy = (study: string) => call(arena.readStudy, { params: { study } }, toArena());

/** A draft on the demo's images, under whose embargo nothing of the demo is. */
async function makeDraft(changes: Partial<arena.NewStudy> = {}): Promise<string> {
  const slug = `life-${randomUUID().slice(0, 8)}`;
  const body: arena.NewStudy = {
    slug,
    title: 'Life of a study',
    consent: 'Your votes may be published.',
    datasets: ['demo'],
    arms: [{ source: 'demo-reference', name: 'Reference' }, { source: 'demo-vague' }],
    embargo: 'nothing',
    results: 'live',
    requiredPractice: 0,
    repeatShare: 0,
    checkShare: 0,
    plannedVotes: 100,
    pay: { amount: 9, currency: 'GBP', per: 'hour' },
    ...changes,
  };
  await call(arena.createStudy, { body }, toArena(site.apiKey));
  return slug;
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${site.address}/maintain`);
  await signInByForm(page, maintainer.email);
  await page.getByRole('heading', { name: 'Studies', exact: true }).waitFor();
}

/** The row of a study in the maintainers' tables. */
const rowOf = (page: Page, slug: string) =>
  page.getByRole('row').filter({ has: page.getByText(slug, { exact: true }) });

async function change(page: Page, slug: string, button: RegExp, said: RegExp): Promise<void> {
  await page.goto(`${site.address}/maintain`);
  const row = rowOf(page, slug);
  if (button.source.includes('for good'))
    await row
      .getByText(/^Close/)
      .first()
      .click();
  await row.getByRole('button', { name: button }).click();
  await page.getByRole('status').filter({ hasText: said }).waitFor();
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('%s', (_, javaScriptEnabled) => {
  // axe is itself a script of the page.
  const expectNoFaults = async (page: Page, state: string) => {
    if (javaScriptEnabled) expect(await findPageFaults(page), state).toEqual([]);
  };

  test('a draft is edited, previewed and opened; the study is paused, resumed, closed and archived', async () => {
    const slug = await makeDraft();
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const trouble = watchForTrouble(page, site.address);
    await signIn(page);

    // What cannot open is said while it is edited.
    await rowOf(page, slug).getByRole('link', { name: /^Edit/ }).click();
    await page.getByText('It can be opened:').waitFor();
    expect(await page.locator('input[name="title"]').inputValue()).toBe('Life of a study');
    await page.locator('input[name="title"]').fill('A longer life');
    await page.locator('summary', { hasText: 'Names of the arms' }).click();
    expect(await page.getByLabel('Arm 1').inputValue()).toBe('Reference');
    await page.getByLabel('Arm 1').fill('The reference');
    await expectNoFaults(page, 'edit');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByText('Saved.').waitFor();
    const edited = await readStudy(slug);
    expect(edited).toMatchObject({ title: 'A longer life', plannedVotes: 100, status: 'draft' });
    expect(edited.arms[0]?.name).toBe('The reference');
    // What the service refuses stands by its field, and nothing is lost.
    await page.getByLabel('Slug').fill('demo');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByRole('alert').filter({ hasText: 'There is a study "demo" already.' }).waitFor();
    expect(await page.locator('input[name="title"]').inputValue()).toBe('A longer life');

    // The preview: consent, guide, practice and ballots, of which nothing is stored.
    await page.goto(`${site.address}/studies/${slug}/preview`);
    await page.getByText('Your votes may be published.').waitFor();
    await expectNoFaults(page, 'preview, guide');
    await page.getByRole('link', { name: /^To the / }).click();
    const names: string[] = [];
    while (!(await page.getByRole('heading', { name: 'That is what a rater sees' }).isVisible())) {
      const heading = page.getByRole('heading', { level: 1 });
      const name = (await heading.textContent()) ?? '';
      names.push(name);
      await page.getByRole('img', { name: 'The image that both explanations are about' }).waitFor();
      if (name === 'Ballot 1 of 5') await expectNoFaults(page, 'preview, ballot');
      await page.getByRole('button', { name: names.length % 2 ? 'Tie' : 'Neither' }).click();
      await page.getByRole('heading', { level: 1 }).filter({ hasNotText: name }).waitFor();
    }
    expect(names.filter((name) => name.startsWith('Practice')).length).toBeGreaterThan(0);
    expect(names.slice(-5)).toEqual([1, 2, 3, 4, 5].map((n) => `Ballot ${n} of 5`));
    expect(await readStudy(slug)).toMatchObject({ status: 'draft', votes: 0, raters: 0, images: 0 });

    // Opened, with a rater in it.
    await page.getByRole('link', { name: 'Back to the draft' }).click();
    await page.getByRole('button', { name: 'Open to raters' }).click();
    await page.getByText(`“${slug}” is open.`).waitFor();
    const visitor = await browser.newContext({ javaScriptEnabled });
    const rater = await visitor.newPage();
    await rater.goto(`${site.address}/rate/${slug}`);
    await rater.getByRole('checkbox', { name: 'I have read this' }).check();
    await rater.getByRole('button', { name: 'Take part' }).click();
    await rater.getByRole('heading', { name: 'How to judge' }).waitFor();

    // Paused: told kindly to who is there and to who comes.
    await change(page, slug, /^Pause/, /is paused/);
    await rater.goto(`${site.address}/rate/${slug}?notice=study-paused`);
    await rater.getByText('please come back later with this browser').waitFor();
    expect(await rater.getByRole('button', { name: 'Take part' }).count()).toBe(0);
    await expectNoFaults(rater, 'paused');
    await rater.goto(`${site.address}/rate`);
    expect(await rater.locator(`a[href="/rate/${slug}"]`).count()).toBe(0);
    await page.goto(`${site.address}/studies/${slug}/monitor`);
    await page.getByText('Paused since').waitFor();
    await page.getByText('100 planned').waitFor();
    await page.getByText('GBP 0.00 until now').waitFor();
    await expectNoFaults(page, 'monitor');

    await change(page, slug, /^Resume/, /goes on/);
    await rater.goto(`${site.address}/rate`);
    expect(await rater.locator(`a[href="/rate/${slug}"]`).count()).toBeGreaterThan(0);
    await change(page, slug, /^Close for good/, /is closed/);
    await change(page, slug, /^Archive/, /is archived/);
    expect(await readStudy(slug)).toMatchObject({ status: 'closed', archivedAt: expect.any(String) });
    await rater.goto(`${site.address}/studies`);
    expect(await rater.locator(`a[href="/studies/${slug}"]`).count()).toBe(0);
    await rater.goto(`${site.address}/studies/${slug}`);
    await rater.getByRole('heading', { name: 'A longer life' }).waitFor();

    // A version of it: another draft, whose page leads here, and the other way round.
    await page.goto(`${site.address}/maintain`);
    await rowOf(page, slug).getByText(/^Copy/).click();
    await rowOf(page, slug)
      .getByRole('button', { name: /^New version/ })
      .click();
    await page.getByText('Saved.').waitFor();
    expect(page.url()).toContain(`/studies/${slug}-v2/edit`);
    await expectNoFaults(page, 'a version');
    await rater.goto(`${site.address}/studies/${slug}/about`);
    await rater.getByRole('link', { name: '2 (draft)' }).waitFor();
    await rater.goto(`${site.address}/studies/${slug}-v2/newest`);
    expect(rater.url()).toBe(`${site.address}/studies/${slug}`);
    // The browser tells of the answer that refused the slug.
    expect(trouble.filter((one) => !one.includes('(Conflict)'))).toEqual([]);
    await Promise.all([context.close(), visitor.close()]);
  });

  test('the pages of maintainers lead who is not signed in to where that is done, and back', async () => {
    const slug = await makeDraft();
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    for (const path of ['edit', 'preview', 'monitor']) {
      await page.goto(`${site.address}/studies/${slug}/${path}`);
      expect(page.url()).toBe(
        `${site.address}/sign-in?back=${encodeURIComponent(`/studies/${slug}/${path}`)}`,
      );
    }
    await signInByForm(page, maintainer.email);
    await page.getByRole('heading', { name: 'Monitor' }).waitFor();
    await context.close();
  });
});

test('who owns a study, and not the site, says who may do what in it and changes what raters agree to, by plain forms', async () => {
  const german = { title: 'Studie', question: 'Welche?', consent: 'Ihre Stimmen zählen.', payTerms: null };
  const slug = await makeDraft({ withdrawUntil: '2990-12-31T23:59:59Z', translations: { de: german } });
  await call(arena.openStudy, { params: { study: slug } }, toArena(site.apiKey));
  const { sql, close } = connect(site.databaseUrl, { max: 1 });
  const owner = await addPerson(sql, { study: { slug, role: 'owner' } });
  const other = await addPerson(sql, { study: { slug, role: 'viewer' } });
  const [person] = await sql<{ email: string }[]>`select email from account.people where id = ${other.id}`;
  await close();
  await enrolRater(site.arena.address, slug);
  const context = await browser.newContext({ javaScriptEnabled: false });
  await beSignedIn(context, site.address, owner.session);
  const page = await context.newPage();
  const trouble = watchForTrouble(page, site.address);

  await page.goto(`${site.address}/studies/${slug}/monitor`);
  await page.getByRole('link', { name: 'People', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: person?.email ?? '' });
  await row.getByRole('combobox').selectOption('maintainer');
  await row.getByRole('button', { name: /^Set/ }).click();
  await page.getByText('The role is changed.').waitFor();
  const asOther = { baseUrl: site.arena.address, session: other.session };
  expect((await call(arena.readMe, {}, asOther)).studies).toMatchObject([{ slug, role: 'maintainer' }]);
  await page.getByLabel('Role in this study').selectOption('viewer');
  await page.getByRole('button', { name: 'Make a link' }).click();
  expect(await page.getByLabel(/^The link/).inputValue()).toMatch(/\/welcome\?token=/);

  await page.getByRole('link', { name: 'Consent text' }).click();
  const texts = page.getByRole('region', { name: 'Consent texts' }).locator('tbody tr');
  expect(await texts.count()).toBe(1);
  await page.getByRole('textbox', { name: 'Consent text' }).fill('Your votes will be published.');
  await page.getByLabel('Withdrawal until').fill('2999-12-31');
  await page.getByRole('button', { name: 'Ask this text from now on' }).click();
  await page.getByText('Raters are asked the text as it is below.').waitFor();
  const { agreement } = await call(arena.readBriefing, { params: { study: slug }, query: {} }, toArena());
  const [now, before] = await texts.allInnerTexts();
  expect(now).toMatch(new RegExp(`${agreement.version}\\s+asked now`));
  expect(before).not.toContain('asked now');
  expect([now, before].map((text) => /UTC\s+(\d+)/.exec(text ?? '')?.[1])).toEqual(['0', '1']);
  // What stands in other languages stays, and is changed here too.
  const inGerman = async () =>
    (
      await call(
        arena.readBriefing,
        { params: { study: slug }, query: { language: 'de' as const } },
        toArena(),
      )
    ).agreement.sections[0]?.paragraphs;
  expect(await inGerman()).toEqual([german.consent]);
  await page.locator('summary', { hasText: 'Its texts in other languages' }).click();
  await page.locator('textarea[name=consent_de]').fill('Ihre Stimmen werden veröffentlicht.');
  await page.getByRole('button', { name: 'Ask this text from now on' }).click();
  await page.getByText('Raters are asked the text as it is below.').waitFor();
  expect(await inGerman()).toEqual(['Ihre Stimmen werden veröffentlicht.']);
  // A deadline that raters were told is not brought forward, and nothing that was typed is lost.
  await page.getByRole('textbox', { name: 'Consent text' }).fill('Another text.');
  await page.getByLabel('Withdrawal until').fill('2998-12-31');
  await page.getByRole('button', { name: 'Ask this text from now on' }).click();
  await page.getByText('Earlier than what raters agreed to.').waitFor();
  expect(await page.getByRole('textbox', { name: 'Consent text' }).inputValue()).toBe('Another text.');
  expect(trouble.filter((line) => !/status of 422/.test(line))).toEqual([]);

  // Who is no owner of it sees neither, and is told.
  await context.clearCookies();
  await beSignedIn(context, site.address, other.session);
  await page.goto(`${site.address}/studies/${slug}/people`);
  await page.getByText('This page is for those who own the site or this study.').waitFor();
  await page.goto(`${site.address}/studies/${slug}/monitor`);
  expect(await page.getByRole('link', { name: 'People', exact: true }).count()).toBe(0);
  await context.close();
});

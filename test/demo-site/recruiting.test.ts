import { randomUUID } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { joinSite, signInByForm } from '../harness/people.ts';
import { enrolRater } from '../harness/arena.ts';
import { beRater, launchBrowser, watchForTrouble } from '../harness/browser.ts';
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
const phone = { width: 360, height: 640 };
const prolific = 'https://app.prolific.com/submissions/complete?cc=';

/** An open study on the demo's images, under whose embargo nothing of the demo is. */
async function openStudy(changes: Partial<arena.NewStudy>): Promise<string> {
  const slug = `recruiting-${randomUUID().slice(0, 8)}`;
  const study: arena.NewStudy = {
    slug,
    title: 'Which explanation helps?',
    consent: 'Your votes may be published.',
    datasets: ['demo'],
    arms: [{ source: 'demo-reference' }, { source: 'demo-vague' }],
    embargo: 'nothing',
    contact: 'lab@example.org',
    repeatShare: 0,
    checkShare: 0,
    ...changes,
  };
  await call(arena.createStudy, { body: study }, toArena(site.apiKey));
  await call(arena.openStudy, { params: { study: slug } }, toArena(site.apiKey));
  return slug;
}

async function invite(
  study: string,
  cohort: 'invited' | 'prolific',
  participant = '',
  changes: Partial<arena.NewInvitations> = {},
): Promise<string> {
  const { paths } = await call(
    arena.createInvitations,
    { params: { study }, body: { cohort, preset: cohort === 'prolific' ? cohort : null, ...changes } },
    toArena(site.apiKey),
  );
  return `${site.address}${paths[0]}`
    .replace('{{%PROLIFIC_PID%}}', participant)
    .replace(/\{\{%\w+%\}\}/g, '0123456789abcdef');
}

/** Signs a browser in as a maintainer, by the page's own form. */
async function beMaintainer(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${site.address}/maintain`);
  await signInByForm(page, maintainer.email);
  await page.getByRole('heading', { name: 'Make a study' }).waitFor();
  await page.close();
}

/** What the browser's cookie says it is to a study. */
async function tokenOf(context: BrowserContext, study: string): Promise<string> {
  const cookies = await context.cookies(`${site.address}/rate/${study}`);
  return cookies.find(({ name }) => name === 'rater')?.value ?? '';
}

async function castVotes(study: string, token: string, count: number, comment = ''): Promise<void> {
  for (let vote = 0; vote < count; vote += 1) {
    const asked = { params: { study }, body: { ahead: 1 } };
    const { ballots } = await call(arena.drawBallots, asked, toArena(token));
    const input = {
      params: { ballot: ballots[0]?.id ?? '' },
      headers: { 'idempotency-key': randomUUID() },
      body: { choice: 'tie' as const, responseMs: 4_000, comment },
    };
    await call(arena.castVote, input, toArena(token));
  }
}

async function agree(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'I have read this' }).check();
  await page.getByRole('button', { name: 'Take part' }).click();
  await page.getByRole('heading', { name: 'How to judge' }).waitFor();
}

/** Answers all practice ballots alike. */
async function practise(page: Page, answer: string): Promise<void> {
  for (const step of [1, 2, 3, 4]) {
    await page.getByRole('heading', { name: `Practice ${step} of 4` }).waitFor();
    await page.getByRole('button', { name: answer }).click();
    await page.getByText(`You said ${answer}.`).waitFor();
    if (step < 4) await page.getByRole('link', { name: 'Next practice ballot' }).click();
  }
}

const returnCodes = { completed: 'C0MPLETE', screenedOut: 'SCREENED', declined: 'DECL1NED' };

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('%s', (_, javaScriptEnabled) => {
  // axe is itself a script of the page.
  const expectNoFaults = async (page: Page, state: string) => {
    if (javaScriptEnabled) expect(await findPageFaults(page), state).toEqual([]);
  };

  test('a participant of Prolific comes, is known in another browser, and is led back with the code', async () => {
    const study = await openStudy({ ballotsPerRater: 2, returnCodes });
    const link = await invite(study, 'prolific', 'participant-1');
    const first = await browser.newContext({ javaScriptEnabled, viewport: phone });
    const page = await first.newPage();
    const trouble = watchForTrouble(page, site.address);
    await page.goto(link);
    // Six ballots of 20 seconds, as nobody has voted yet.
    await page
      .getByText('It takes about 2 minutes: a short guide, 4 practice ballots, then 2 ballots.')
      .waitFor();
    await page.getByText('You come from Prolific.').waitFor();
    expect(await page.getByRole('link', { name: 'I do not agree' }).getAttribute('href')).toBe(
      `${prolific}DECL1NED`,
    );
    await agree(page);
    await page.getByRole('link', { name: 'Try 4 practice ballots' }).click();
    await practise(page, 'Tie');
    await page.getByRole('link', { name: 'Start rating' }).click();
    await page.getByRole('heading', { name: /^Ballot 1/ }).waitFor();

    // The same participant in a second browser is the same rater; the first browser has lost its place.
    await castVotes(study, await tokenOf(first, study), 1);
    const second = await browser.newContext({ javaScriptEnabled });
    const other = await second.newPage();
    await other.goto(link);
    await other.getByRole('checkbox', { name: 'I have read this' }).check();
    await other.getByRole('button', { name: 'Take part' }).click();
    await other.getByRole('heading', { name: /^Ballot 2/ }).waitFor();
    await page.goto(`${site.address}/rate/${study}/ballot`);
    await page.getByText('its place was lost').waitFor();

    await castVotes(study, await tokenOf(second, study), 1);
    await other.goto(`${site.address}/rate/${study}/thanks`);
    await other.getByText('You cast 2 votes. You have answered everything').waitFor();
    await other.getByText('One step is left').waitFor();
    await other.getByRole('button', { name: 'End for good' }).click();
    expect(await other.getByRole('link', { name: 'Back to Prolific' }).getAttribute('href')).toBe(
      `${prolific}C0MPLETE`,
    );
    expect(trouble).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  test('one answer throughout does not pass a required practice, and two tries are all', async () => {
    const study = await openStudy({ ballotsPerRater: 2, returnCodes, requiredPractice: 2 });
    const context = await browser.newContext({ javaScriptEnabled, viewport: phone });
    const page = await context.newPage();
    const trouble = watchForTrouble(page, site.address);
    await page.goto(await invite(study, 'prolific', 'participant-2'));
    await page.getByText('2 of 4 answers have to be right. You have two tries.').waitFor();
    await agree(page);
    await page.getByRole('link', { name: 'Try 4 practice ballots' }).click();
    await practise(page, 'A is better');
    await page.getByText('1 of 4 were right, and this study needs 2.').waitFor();
    // No way round it.
    await page.goto(`${site.address}/rate/${study}/ballot`);
    await page.getByText('Too few of your practice answers were right').waitFor();
    await expectNoFaults(page, 'guide after a missed practice');
    await page.getByRole('link', { name: 'Second try' }).click();
    await page.getByText('Second and last try.').waitFor();
    await practise(page, 'B is better');
    await page.getByText('1 of 4 were right, and this study needs 2.').waitFor();
    await page.getByRole('link', { name: 'Go on', exact: true }).click();
    await page.getByRole('heading', { name: 'Thank you for trying' }).waitFor();
    expect(await page.getByRole('link', { name: 'Back to Prolific' }).getAttribute('href')).toBe(
      `${prolific}SCREENED`,
    );
    await expectNoFaults(page, 'screened out');
    for (const place of ['ballot', 'thanks', 'guide']) {
      await page.goto(`${site.address}/rate/${study}/${place}`);
      expect(page.url()).toContain('/screened-out');
    }
    expect(trouble).toEqual([]);
    await context.close();
  });

  test('nothing of the results is told before a rater has ended, and then no more is asked', async () => {
    const study = await openStudy({ results: 'live' });
    const { title } = await call(arena.readStudy, { params: { study } }, toArena());
    const token = await enrolRater(site.arena.address, study);
    await castVotes(study, token, 3);
    const context = await browser.newContext({ javaScriptEnabled });
    await beRater(context, site.address, study, token);
    const page = await context.newPage();
    const trouble = watchForTrouble(page, site.address);
    await page.goto(`${site.address}/rate/${study}/thanks`);
    await page.getByText('You cast 3 votes.').waitFor();
    const html = await page.content();
    for (const word of ['demo: reference', 'demo: vague', 'demo-vague', `/studies/${study}`])
      expect(html).not.toContain(word);
    expect(await page.getByRole('navigation', { name: 'Site' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Go on rating' }).waitFor();
    await expectNoFaults(page, 'before ending');

    await page.getByRole('button', { name: 'End and see the results' }).click();
    await page.getByText('Agreement with most others').waitFor();
    await page.getByText('4.0 s').waitFor();
    await page.getByText('The study counts 3 votes by 1 rater').waitFor();
    await page.getByRole('heading', { name: /demo: reference.*vs.*demo: vague/ }).waitFor();
    await expectNoFaults(page, 'ended');
    await page.goto(`${site.address}/rate/${study}/ballot`);
    await page.getByText('You have ended this study for good').waitFor();
    await page.goto(`${site.address}/rate`);
    await page.getByText('✓ Finished').waitFor();
    await page
      .getByRole('link', { name: `See your answers in ${title}` })
      .first()
      .click();
    await page.getByText('Agreement with most others').waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  test('while results are hidden, a rater who has ended sees the own answers alone', async () => {
    const study = await openStudy({ results: 'hidden' });
    const token = await enrolRater(site.arena.address, study);
    await castVotes(study, token, 1);
    const context = await browser.newContext({ javaScriptEnabled });
    await beRater(context, site.address, study, token);
    const page = await context.newPage();
    await page.goto(`${site.address}/rate/${study}/thanks`);
    await page.getByRole('button', { name: 'End for good' }).click();
    await page.getByText('The results are shown when the study is closed').waitFor();
    await page.getByText('Agreement with most others').waitFor();
    expect(await page.content()).not.toContain('demo: vague');
    await context.close();
  });

  test('who finds no place is told so before anything is stored, and led back; who came before goes on', async () => {
    const study = await openStudy({ ballotsPerRater: 2, returnCodes });
    const panel = {
      returns: { completed: 'C0MPLETE', overQuota: `${site.address}/rate?full={participant}` },
    };
    const link = await invite(study, 'prolific', 'first-one', { places: 1, panel });
    const first = await browser.newContext({ javaScriptEnabled, viewport: phone });
    const page = await first.newPage();
    const trouble = watchForTrouble(page, site.address);
    await page.goto(link);
    await agree(page);
    const second = await browser.newContext({ javaScriptEnabled, viewport: phone });
    const other = await second.newPage();
    await other.goto(link.replace('first-one', 'second-one'));
    await other.getByText('All places are taken.').waitFor();
    expect(await other.getByRole('button', { name: 'Take part' }).count()).toBe(0);
    await expectNoFaults(other, 'over quota');
    await other.getByRole('link', { name: 'Back to Prolific' }).click();
    await other.getByRole('heading', { name: 'Rate explanations' }).waitFor();
    expect(other.url()).toBe(`${site.address}/rate?full=second-one`);

    await other.goto(link);
    await other.getByRole('button', { name: 'I took part before: go on' }).click();
    await other.getByRole('heading', { name: 'How to judge' }).waitFor();
    expect(trouble).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  test('a changed consent is asked again before the next ballot', async () => {
    const study = await openStudy({});
    const token = await enrolRater(site.arena.address, study);
    const context = await browser.newContext({ javaScriptEnabled, viewport: phone });
    await beRater(context, site.address, study, token);
    const page = await context.newPage();
    await page.goto(`${site.address}/rate/${study}/ballot`);
    await page.getByRole('heading', { name: /^Ballot 1/ }).waitFor();
    const terms = { contact: null, minutes: 3, payTerms: null, withdrawUntil: null, translations: {} };
    const body = { ...terms, consent: 'Your votes will be published.' };
    await call(arena.reviseConsent, { params: { study }, body }, toArena(site.apiKey));
    await page.goto(`${site.address}/rate/${study}/ballot`);
    await page.getByText('has changed. Please read it').waitFor();
    await page.getByText('Your votes will be published.').waitFor();
    await page.getByText('It takes about 3 minutes.', { exact: true }).waitFor();
    await expectNoFaults(page, 'asked again');
    await page.getByRole('checkbox', { name: 'I have read this' }).check();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: /^Ballot 1/ }).waitFor();
    await context.close();
  });

  test('a rater sees, downloads and withdraws what was given, and goes on elsewhere by a link', async () => {
    const study = await openStudy({ results: 'live' });
    const stays = await enrolRater(site.arena.address, study);
    await castVotes(study, stays, 2);
    const token = await enrolRater(site.arena.address, study);
    await castVotes(study, token, 2, 'words that shall go');
    const context = await browser.newContext({ javaScriptEnabled, viewport: phone });
    await beRater(context, site.address, study, token);
    const page = await context.newPage();
    const trouble = watchForTrouble(page, site.address);
    await page.goto(`${site.address}/rate/${study}/thanks`);
    await page.getByRole('link', { name: 'Your data' }).click();
    await page.getByText('2 votes and passes').waitFor();
    expect(await page.getByText('words that shall go').count()).toBe(2);
    await expectNoFaults(page, 'own data');
    const file = await page.request.get(`${site.address}/rate/${study}/yours/data.json`);
    expect(arena.ownDataFileSchema.parse(await file.json()).given).toHaveLength(2);

    await page.getByRole('button', { name: 'Make the link' }).click();
    const link = await page.getByLabel('Copy it now').inputValue();
    const elsewhere = await browser.newContext({ javaScriptEnabled });
    const other = await elsewhere.newPage();
    await other.goto(link);
    await other.getByRole('button', { name: 'Go on here' }).click();
    await other.getByRole('heading', { name: /^Ballot 3/ }).waitFor();
    await page.goto(`${site.address}/rate/${study}/yours`);
    await page.getByText('its place was lost').waitFor();

    await other.goto(`${site.address}/rate/${study}/yours`);
    await other.getByRole('checkbox', { name: 'Take back all that I gave' }).check();
    await other.getByRole('button', { name: 'Withdraw' }).click();
    await other.getByText('Your votes count nowhere').waitFor();
    await expectNoFaults(other, 'withdrawn');
    for (const place of ['', '/ballot', '/thanks']) {
      await other.goto(`${site.address}/rate/${study}${place}`);
      await other.getByText('Your votes count nowhere').waitFor();
    }
    // Maintainers find nothing of it either, on any page or in any file of the study.
    const maintainer = await browser.newContext({ javaScriptEnabled });
    await beMaintainer(maintainer);
    const pages = ['', '/raters', '/agreement', '/about', '/invitations', '/covariates', '/convincing'];
    const files = ['/leaderboard.csv', '/leaderboard.json', '/convincing.csv', '/convincing.json'];
    const figures = ['/ratings.svg', '/ratings.png', '/shares.svg', '/shares.png'];
    const { rater } = await call(arena.readProgress, { params: { study } }, toArena(stays));
    for (const place of [...pages, ...files, ...figures]) {
      const answer = await maintainer.request.get(`${site.address}/studies/${study}${place}`);
      expect(answer.status(), place).toBe(200);
      expect(await answer.text(), place).not.toContain('words that shall go');
    }
    for (const place of ['/agreement', '/covariates', '/convincing', '/convincing.csv']) {
      const asOf = await maintainer.request.get(`${site.address}/studies/${study}${place}?at=1`);
      expect([asOf.status(), await asOf.text()], place).toEqual([
        400,
        expect.stringContaining('cannot be had as of an earlier vote'),
      ]);
    }
    const reports = await maintainer.request.get(`${site.address}/studies/${study}/raters`);
    expect(await reports.text()).toContain(rater.slice(0, 8));
    const board = await maintainer.request.get(`${site.address}/studies/${study}/leaderboard.json`);
    expect(await board.json()).toMatchObject({ stamp: { votes: 2 } });
    expect(trouble).toEqual([]);
    await Promise.all([context.close(), elsewhere.close(), maintainer.close()]);
  });

  test('a maintainer makes links with a picture, sees who came, revokes one and notes who is paid', async () => {
    const study = await openStudy({ ballotsPerRater: 1, returnCodes });
    const context = await browser.newContext({ javaScriptEnabled, viewport: phone });
    await beMaintainer(context);
    const page = await context.newPage();
    await page.goto(`${site.address}/studies/${study}/invitations`);
    await page.getByLabel('Cohort').fill('Second year');
    await page.getByLabel('Places a link').fill('30');
    await page.getByRole('button', { name: 'Make links' }).click();
    const link = (await page.getByLabel('Copy them now').inputValue()).trim();
    expect(link).toContain(`/rate/${study}?invitation=`);
    await page.getByRole('img', { name: 'QR code of link 1' }).waitFor();
    await expectNoFaults(page, 'new links');
    const row = page.getByRole('row', { name: /Second year/ });
    await row.getByText('30', { exact: true }).waitFor();
    await row.getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('revoked').waitFor();
    const stranger = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await stranger.goto(link);
    await stranger.getByText('This invitation is not valid any more').waitFor();

    await page.getByLabel('Panel', { exact: true }).selectOption('sona');
    await page.getByText('What differs from the panel').click();
    await page.getByLabel('Completed').fill('https://school.example.org/credit?survey_code={participant}');
    await page.getByRole('button', { name: 'Make links' }).click();
    const sona = (await page.getByLabel('Copy them now').inputValue()).trim();
    expect(sona).toMatch(/&sona_id=%SURVEY_CODE%$/);
    await stranger.goto(sona.replace('%SURVEY_CODE%', '4711'));
    await stranger.getByText('You come from SONA.').waitFor();
    await agree(stranger);
    await page.reload();
    await page.goto(`${site.address}/studies/${study}/invitations`);
    await page.getByRole('checkbox', { name: '4711 is paid' }).check();
    await page.getByRole('button', { name: 'Note the ticked ones as paid' }).click();
    await page.getByText('It is noted who is paid.').waitFor();
    await expectNoFaults(page, 'participants');
    const file = await context.request.get(`${site.address}/studies/${study}/invitations/participants.csv`);
    expect(await file.text()).toContain('4711');
    const nobody = await stranger.request.get(
      `${site.address}/studies/${study}/invitations/participants.csv`,
    );
    expect(nobody.status()).toBe(401);
    expect(await nobody.text()).not.toContain('4711');
    await Promise.all([context.close(), stranger.context().close()]);
  });

  test('an invitation counts once, and a used one is told before consent', async () => {
    const study = await openStudy({});
    const link = await invite(study, 'invited');
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(link);
    await page.getByText('You come by an invitation.').waitFor();
    await agree(page);
    const state = await call(
      arena.readProgress,
      { params: { study } },
      toArena(await tokenOf(context, study)),
    );
    expect(state.cohort).toBe('invited');
    const stranger = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await stranger.goto(link);
    await stranger.getByText('This invitation is not valid any more').waitFor();
    await stranger.goto(`${site.address}/rate/${study}?PROLIFIC_PID=abc`);
    await stranger.getByText('there will be no completion code').waitFor();
    await Promise.all([context.close(), stranger.context().close()]);
  });
});

test('before the practice the last page leads to the guide, and does not say that nothing is left', async () => {
  const study = await openStudy({});
  const { token } = await call(arena.enrol, { params: { study }, body: { consent: true } }, toArena());
  const context = await browser.newContext();
  await beRater(context, site.address, study, token);
  const page = await context.newPage();
  await page.goto(`${site.address}/rate/${study}/thanks`);
  await page.getByText('You have not voted').waitFor();
  expect(await page.getByText('everything there is to ask').count()).toBe(0);
  await page.getByRole('link', { name: 'To the guide' }).click();
  await page.getByRole('heading', { name: 'How to judge' }).waitFor();
  await context.close();
});

test.each([
  [360, 640],
  [390, 844],
  [740, 360],
  [1280, 800],
])(
  'feedback to practice at %d × %d covers nothing of the picture, and names no left or right',
  async (width, height) => {
    const study = await openStudy({});
    const { token } = await call(arena.enrol, { params: { study }, body: { consent: true } }, toArena());
    const context = await browser.newContext({ viewport: { width, height } });
    await beRater(context, site.address, study, token);
    const page = await context.newPage();
    await page.goto(`${site.address}/rate/${study}/guide?step=1`);
    await page.getByRole('button', { name: 'A is better' }).click();
    const feedback = page.getByRole('status').filter({ hasText: 'You said A is better.' });
    await feedback.waitFor();
    const words = await feedback.innerText();
    expect(words).not.toMatch(/\((left|right)\)/);
    const [box, picture] = await Promise.all([
      feedback.boundingBox(),
      page.getByRole('img', { name: 'The image that both explanations are about' }).boundingBox(),
    ]);
    if (!box || !picture) throw new Error('feedback or picture is not shown');
    const isBeside = (one: typeof box, other: typeof box) =>
      one.y + one.height <= other.y + 0.5 || one.x + one.width <= other.x + 0.5;
    expect(isBeside(box, picture) || isBeside(picture, box)).toBe(true);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    expect(picture.height).toBeGreaterThan(100);
    await context.close();
  },
);

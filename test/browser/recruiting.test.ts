import { randomUUID } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stack } from '../../cli/src/stack/stack.ts';
import { enrolRater } from '../harness/arena.ts';
import { beRater, launchBrowser, watchForTrouble } from '../harness/browser.ts';
import { startDemoSite } from '../harness/demo-site.ts';
import { findPageFaults } from '../harness/page-faults.ts';

let site: Stack;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([startDemoSite(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
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
  await call(arena.createStudy, { body: study }, toArena(site.maintainerToken));
  await call(arena.openStudy, { params: { study: slug } }, toArena(site.maintainerToken));
  return slug;
}

async function invite(study: string, cohort: 'invited' | 'prolific', participant = ''): Promise<string> {
  const { paths } = await call(
    arena.createInvitations,
    { params: { study }, body: { cohort } },
    toArena(site.maintainerToken),
  );
  return `${site.address}${paths[0]}`
    .replace('{{%PROLIFIC_PID%}}', participant)
    .replace(/\{\{%\w+%\}\}/g, '0123456789abcdef');
}

/** What the browser's cookie says it is to a study. */
async function tokenOf(context: BrowserContext, study: string): Promise<string> {
  const cookies = await context.cookies(`${site.address}/rate/${study}`);
  return cookies.find(({ name }) => name === 'rater')?.value ?? '';
}

async function castVotes(study: string, token: string, count: number): Promise<void> {
  for (let vote = 0; vote < count; vote += 1) {
    const asked = { params: { study }, body: { ahead: 1 } };
    const { ballots } = await call(arena.drawBallots, asked, toArena(token));
    const input = {
      params: { ballot: ballots[0]?.id ?? '' },
      headers: { 'idempotency-key': randomUUID() },
      body: { choice: 'tie' as const, responseMs: 4_000 },
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
    await page.getByText('that you came from Prolific').waitFor();
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

  test('an invitation counts once, and a used one is told before consent', async () => {
    const study = await openStudy({});
    const link = await invite(study, 'invited');
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(link);
    await page.getByText('that you came by an invitation').waitFor();
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

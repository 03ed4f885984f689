import { arena, call } from '@fakexplain/contract';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { enrolRater } from '../harness/arena.ts';
import { beRater, launchBrowser, untilAnswerable } from '../harness/browser.ts';
import '../harness/demo-site.ts';

const params = { study: 'demo' };

const site = inject('demoSite');
let browser: Browser;
let context: BrowserContext;
let token: string;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
});

const toArena = (token: string) => ({ baseUrl: site.arena.address, token });
const as = () => ({ baseUrl: site.arena.address, token });

/** A rater who has practised and whose first ballot has regions on both sides. */
async function enrolAsked(): Promise<void> {
  for (;;) {
    token = await enrolRater(site.arena.address, 'demo');
    const { ballots } = await call(arena.drawBallots, { params, body: { ahead: 1 } }, as());
    const [ballot] = ballots;
    if (ballot?.left?.regions.length && ballot.right?.regions.length) return;
  }
}

/** The ballot page of a new rater, ready for an answer where scripts run. */
async function openDesk(options: BrowserContextOptions = {}): Promise<Page> {
  await enrolAsked();
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await beRater(context, site.address, 'demo', token);
  return openPage(options.javaScriptEnabled ?? true);
}

async function openPage(scripts = true): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site.address}/rate/demo/ballot`);
  if (scripts) await untilAnswerable(page);
  return page;
}

const untilBallot = async (page: Page, n: number) => {
  await page.getByRole('heading', { level: 1, name: new RegExp(`^Ballot ${n} of `) }).waitFor();
  await untilAnswerable(page);
};
const ballotOf = (page: Page) => page.locator('input[name=ballot]').inputValue();
const voteOn = async (ballot: string) => (await call(arena.readBallot, { params: { ballot } }, as())).vote;
const regionsDrawn = (page: Page) =>
  page
    .locator('[data-stage] .region')
    .evaluateAll((all: { dataset: { region: string } }[]) =>
      all.map(({ dataset }) => dataset.region).toSorted(),
    );
const votesAre = async (ballot: string, expected: object) =>
  expect.poll(() => voteOn(ballot)).toMatchObject(expected);

describe('whose regions are drawn', () => {
  test('is chosen for one ballot: the next one starts with both', async () => {
    const page = await openDesk();
    const both = await regionsDrawn(page);
    await page.keyboard.press('1');
    await expect.poll(() => regionsDrawn(page)).toEqual(both.filter((name) => name.startsWith('A')));
    await page.keyboard.press('t');
    await untilBallot(page, 2);
    expect(await page.getByRole('radio', { name: 'Both' }).isChecked()).toBe(true);
    const listed = await page
      .locator('button[data-region]')
      .evaluateAll((all: { dataset: { region: string } }[]) => all.map(({ dataset }) => dataset.region));
    expect(await regionsDrawn(page)).toEqual(listed.toSorted());
  });

  test('can be chosen with the mouse, and the arrow keys vote still', async () => {
    const page = await openDesk();
    const ballot = await ballotOf(page);
    await page.getByRole('radio', { name: 'A', exact: true }).click();
    await page.keyboard.press('ArrowRight');
    await untilBallot(page, 2);
    await votesAre(ballot, { choice: 'right', revision: 0 });
  });
});

describe('keys', () => {
  test('mean nothing while the focus is outside of the desk', async () => {
    const page = await openDesk();
    const ballot = await ballotOf(page);
    await page.getByRole('link', { name: 'What you agreed to' }).focus();
    for (const key of ['n', 't', 'ArrowLeft']) await page.keyboard.press(key);
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('ArrowLeft');
    await untilBallot(page, 2);
    await votesAre(ballot, { choice: 'left', revision: 0 });
  });

  test('can be switched off, which is remembered, and on again', async () => {
    const page = await openDesk();
    const ballot = await ballotOf(page);
    await page.keyboard.press('?');
    await page.getByRole('checkbox', { name: 'Keys on' }).uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await untilAnswerable(page);
    for (const key of ['n', 't', '?']) await page.keyboard.press(key);
    expect(await page.getByRole('dialog', { name: 'Keys' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByRole('button', { name: 'Keys', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Keys on' }).check();
    // While the list is open, keys are its own.
    await page.keyboard.press('n');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await ballotOf(page)).toBe(ballot);
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('t');
    await untilBallot(page, 2);
    await votesAre(ballot, { choice: 'tie', revision: 0 });
  });

  test('are listed where they are asked for', async () => {
    const page = await openDesk({ viewport: { width: 1280, height: 650 } });
    await page.keyboard.press('?');
    const list = await page.getByRole('dialog', { name: 'Keys' }).boundingBox();
    expect(list?.y).toBeGreaterThanOrEqual(0);
    expect((list?.y ?? 0) + (list?.height ?? 0)).toBeLessThanOrEqual(650);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
  });

  test('are those that the buttons name, on a Cyrillic keyboard too', async () => {
    const page = await openDesk();
    const ballot = await ballotOf(page);
    const event = { key: 'е', code: 'KeyT', bubbles: true, cancelable: true };
    await page.locator('body').dispatchEvent('keydown', event);
    await untilBallot(page, 2);
    await votesAre(ballot, { choice: 'tie' });
  });

  test('reach the vote by ten stops of Tab at most, from the very start of the page', async () => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 360, height: 640 },
    ]) {
      const page = await openDesk({ viewport });
      // One vote first: then there is one to take back, too.
      await page.keyboard.press('t');
      await untilBallot(page, 2);
      await page.reload();
      await untilAnswerable(page);
      let stops = 0;
      const focused = () => page.evaluate<string | null>(`document.activeElement.getAttribute('name')`);
      do {
        await page.keyboard.press('Tab');
        stops += 1;
      } while ((await focused()) !== 'choice' && stops < 60);
      expect(stops - 1).toBeLessThanOrEqual(10);
      await context.close();
    }
  });

  test('go by Tab to a link that leads to the vote', async () => {
    const page = await openDesk();
    await page.getByRole('link', { name: 'To the vote' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(`document.activeElement.value`)).toBe('left');
  });
});

test('the last vote can be taken back after leaving the page', async () => {
  const page = await openDesk();
  const ballot = await ballotOf(page);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => voteOn(ballot)).toMatchObject({ choice: 'left' });
  await page.goto(`${site.address}/rate`);
  await page.goto(`${site.address}/rate/demo/ballot`);
  await untilAnswerable(page);
  await page.keyboard.press('z');
  await page.getByText('it was A is better').waitFor();
  expect(await ballotOf(page)).toBe(ballot);
});

test('reasons are one tap after the vote, and are no correction of it', async () => {
  const page = await openDesk();
  const ballot = await ballotOf(page);
  await page.getByRole('button', { name: 'A is better' }).click();
  await page.getByRole('checkbox', { name: 'Why' }).check();
  await untilBallot(page, 2);
  await page.getByRole('button', { name: 'Close' }).click();
  await votesAre(ballot, { choice: 'left', reasons: ['text'] });
});

test('a very quick vote is asked about, which keeps nobody from going on', async () => {
  await enrolAsked();
  context = await browser.newContext();
  await beRater(context, site.address, 'demo', token);
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${site.address}/rate/demo/ballot`);
  await untilAnswerable(page);
  const ballot = await ballotOf(page);
  await page.clock.runFor(10_000);
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('heading', { level: 1, name: /^Ballot 2 of / }).waitFor();
  expect(await page.getByText('You answered in').count()).toBe(0);
  // From here on time passes only when the test says so.
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.keyboard.press('z');
  await page.getByText('You take a vote back').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1, name: /^Ballot 2 of / }).waitFor();
  const image = page.getByRole('img', { name: 'The image that both explanations are about' });
  await image.evaluate((node: { decode(): Promise<void> }) => node.decode());
  await page.clock.runFor(700);
  await untilAnswerable(page);
  await page.keyboard.press('ArrowRight');
  await page.getByText('You answered in 0.7 s.').waitFor();
  await page.getByRole('heading', { level: 1, name: /^Ballot 3 of / }).waitFor();
  await page.getByRole('button', { name: 'Look again?' }).click();
  await page.getByText('You take a vote back: it was B is better').waitFor();
  await votesAre(ballot, { choice: 'left' });
});

describe('what cannot be judged', () => {
  test('an image that does not load on a second try can be passed', async () => {
    const page = await openDesk();
    const first = await ballotOf(page);
    await page.route('**/ballots/**/image*', (route) => route.fulfill({ status: 500 }));
    await page.reload();
    await page.getByText('The image could not be loaded.').waitFor();
    const button = page.getByRole('button', { name: 'A is better' });
    await button.waitFor();
    const opacity = () =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('button[value=left]')).opacity`);
    await expect.poll(async () => Number(await opacity())).toBeLessThan(0.6);
    await page.keyboard.press('ArrowLeft');
    expect(await page.getByRole('button', { name: 'Pass on this ballot' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Pass on this ballot' }).waitFor();
    await page.unroute('**/ballots/**/image*');
    await page.getByRole('button', { name: 'Pass on this ballot' }).click();
    await page.getByText('You passed that ballot.').waitFor();
    await untilBallot(page, 1);
    expect(await ballotOf(page)).not.toBe(first);
    await expect.poll(() => passes()).toMatchObject({ picture: 1 });
    expect(await voteOn(first)).toBeNull();
  });

  test('is passed without a connection too, and without scripts', async () => {
    const before = await passes();
    const page = await openDesk();
    await page.locator('#desk-menu').waitFor({ state: 'attached' });
    await context.setOffline(true);
    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByText('Pass on this ballot').click();
    await page.getByRole('button', { name: 'I do not understand the language' }).click();
    await page.getByText('1 vote waiting for the connection').waitFor();
    await context.setOffline(false);
    await expect.poll(() => passes()).toMatchObject({ language: before.language + 1 });
    await context.close();

    const plain = await openDesk({ javaScriptEnabled: false });
    const ballot = await ballotOf(plain);
    await plain.getByRole('button', { name: /^More/ }).click();
    // Text within <noscript> is none to the locators of text.
    await plain.locator('summary', { hasText: 'Pass on this ballot' }).click();
    await plain.getByLabel('Comment (optional)').fill('No idea.');
    await plain.getByRole('button', { name: 'I cannot judge it for another reason' }).click();
    await plain.getByText('You passed that ballot.').waitFor();
    expect(await ballotOf(plain)).not.toBe(ballot);
    expect(await passes()).toMatchObject({ 'cannot-judge': before['cannot-judge'] + 1 });
  });
});

/** Passed ballots of the demo by reason, as its maintainers see them. */
async function passes() {
  const maintainer = { baseUrl: site.arena.address, token: site.apiKey };
  return (await call(arena.readPasses, { params }, maintainer)).reasons;
}

describe('two windows of one rater', () => {
  test('a vote in one moves the other on', async () => {
    const one = await openDesk();
    const ballot = await ballotOf(one);
    const other = await openPage();
    expect(await ballotOf(other)).toBe(ballot);
    await one.keyboard.press('ArrowLeft');
    await other.getByText('You answered that ballot in another window.').waitFor();
    await untilBallot(other, 2);
    await other.keyboard.press('t');
    await untilBallot(one, 3);
    await votesAre(ballot, { choice: 'left', revision: 0 });
  });

  test('a vote on what another has answered is no correction, even where they cannot talk', async () => {
    const one = await openDesk();
    const ballot = await ballotOf(one);
    const other = await context.newPage();
    await other.addInitScript('delete globalThis.BroadcastChannel');
    await other.goto(`${site.address}/rate/demo/ballot`);
    await untilAnswerable(other);
    await one.keyboard.press('ArrowLeft');
    await untilBallot(one, 2);
    await votesAre(ballot, { choice: 'left' });
    await other.keyboard.press('ArrowRight');
    await other.getByText('That ballot was answered before, in another window').waitFor();
    await votesAre(ballot, { choice: 'left', revision: 0 });
    await untilBallot(other, 2);
  });
});

const sizes: [string, BrowserContextOptions][] = [
  ['360 × 640', { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }],
  ['390 × 844', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ['740 × 360', { viewport: { width: 740, height: 360 }, hasTouch: true, isMobile: true }],
  ['1280 × 800', { viewport: { width: 1280, height: 800 }, hasTouch: true }],
];

/** What of these cannot be seen in the window as it stands, without scrolling the page. */
const unseen = (page: Page, ...selectors: string[]) =>
  page.evaluate<string[]>(`${JSON.stringify(selectors)}.filter((selector) => {
    const { left, right, top, bottom } = document.querySelector(selector).getBoundingClientRect();
    return left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1 || bottom - top < 40;
  })`);
const pageScrolls = (page: Page) =>
  page.evaluate<boolean>(
    'document.scrollingElement.scrollHeight > innerHeight || document.scrollingElement.scrollWidth > innerWidth',
  );

describe('a study that asks three questions, how strong, and what the image is taken for', () => {
  const asked = { study: 'demo-asked' };
  beforeAll(async () => {
    const maintainer = toArena(site.apiKey);
    const study: arena.NewStudy = {
      slug: asked.study,
      title: 'Asked more',
      consent: 'I agree.',
      demo: true,
      datasets: ['demo'],
      arms: [{ source: 'demo-reference' }, { source: 'demo-wrong-verdict' }, { source: 'demo-vague' }],
      questions: ['overall', 'where', 'why'],
      strength: true,
      reliance: true,
      embargo: 'nothing',
      checkShare: 0,
    };
    await call(arena.createStudy, { body: study }, maintainer);
    await call(arena.openStudy, { params: asked }, maintainer);
  }, 60_000);

  const openAsked = async (options: BrowserContextOptions): Promise<Page> => {
    token = await enrolRater(site.arena.address, asked.study);
    context = await browser.newContext({ viewport: { width: 360, height: 640 }, ...options });
    await beRater(context, site.address, asked.study, token);
    const page = await context.newPage();
    await page.goto(`${site.address}/rate/${asked.study}/ballot`);
    return page;
  };
  const untilJudgeable = (page: Page) =>
    page.locator('.ballot-page[data-alive] button[name=verdict][value=real][aria-disabled=false]').waitFor();
  const untilAsked = (page: Page) => page.locator('.rows.alive[data-ready]').waitFor();

  test('is answered by keys alone on a narrow screen, and corrected', async () => {
    const page = await openAsked({});
    await untilJudgeable(page);
    const ballot = await ballotOf(page);
    // Nothing of the explanations is on the page, or was sent for ballots ahead.
    expect(await page.locator('.card').count()).toBe(0);
    const drawn = (await call(arena.drawBallots, { params: asked, body: { ahead: 3 } }, as())).ballots;
    expect(drawn.map(({ left, right }) => [left, right])).toEqual(drawn.map(() => [null, null]));
    expect(await pageScrolls(page)).toBe(false);
    await page.keyboard.press('ArrowRight');
    await untilAsked(page);
    expect(await page.locator('.card').count()).toBe(2);
    expect(await pageScrolls(page)).toBe(false);
    for (const key of ['Shift+ArrowLeft', 'ArrowRight', 't']) await page.keyboard.press(key);
    // One is missing: nothing is sent yet.
    await page.keyboard.press('Enter');
    expect(await pageScrolls(page)).toBe(false);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await untilJudgeable(page);
    await votesAre(ballot, {
      choice: 'left',
      strength: 'much',
      answers: { where: 'right', why: 'tie' },
      verdictAfter: 'real',
      revision: 0,
    });
    await page.keyboard.press('z');
    await page.getByText('You take a vote back: it was A is better').waitFor();
    await untilAsked(page);
    const checked = () =>
      page
        .locator('.rows input:checked')
        .evaluateAll((all: { name: string; value: string }[]) =>
          all.map(({ name, value }) => `${name} ${value}`),
        );
    expect(await checked()).toEqual([
      'choice left',
      'strength much',
      'answers.where right',
      'answers.why tie',
      'verdictAfter real',
    ]);
    expect(await pageScrolls(page)).toBe(false);
    await page.keyboard.press('t');
    await page.keyboard.press('Enter');
    await untilJudgeable(page);
    await votesAre(ballot, {
      choice: 'tie',
      strength: null,
      answers: { where: 'right', why: 'tie' },
      verdictAfter: 'real',
      revision: 1,
    });
  });

  test('takes no script', async () => {
    const page = await openAsked({ javaScriptEnabled: false });
    const ballot = await ballotOf(page);
    await page.getByRole('button', { name: /Generated/ }).click();
    await page.getByRole('button', { name: 'Vote' }).waitFor();
    expect(await ballotOf(page)).toBe(ballot);
    // Nothing lies over anything else: the page is as long as what is asked, and an explanation is read in whole.
    const [question, image] = await Promise.all([
      page.locator('.question').boundingBox(),
      page.locator('.ballot-page .image').boundingBox(),
    ]);
    expect((question?.y ?? 0) + (question?.height ?? 0)).toBeLessThanOrEqual(image?.y ?? 0);
    const hidden = await page
      .locator('.card')
      .filter({ visible: true })
      .first()
      .evaluate(
        (card: { scrollHeight: number; clientHeight: number }) => card.scrollHeight - card.clientHeight,
      );
    expect(hidden).toBeLessThanOrEqual(1);
    for (const [name, value] of Object.entries({
      choice: 'right',
      strength: 'slight',
      'answers.where': 'neither',
      'answers.why': 'left',
      verdictAfter: 'cannot-tell',
    }))
      await page.locator(`input[name="${name}"][value=${value}]`).check();
    await page.getByRole('button', { name: 'Vote' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ballot 2' }).waitFor();
    await votesAre(ballot, {
      choice: 'right',
      strength: 'slight',
      answers: { where: 'neither', why: 'left' },
      verdictAfter: 'cannot-tell',
    });
    expect((await call(arena.readBallot, { params: { ballot } }, as())).verdictBefore?.verdict).toBe(
      'generated',
    );
  });
});

describe.each(sizes)('at %s', (_, options) => {
  test('touch alone sees all, reads on, votes, gives a reason and takes back', async () => {
    const page = await openDesk(options);
    const ballot = await ballotOf(page);
    expect(
      await unseen(page, '[data-stage]', '.cards .left .card', 'button[value=left]', 'button[value=right]'),
    ).toEqual([]);
    expect(await pageScrolls(page)).toBe(false);
    const tab = page.getByRole('navigation', { name: 'Explanations' }).getByRole('link', { name: /^B/ });
    if (await tab.isVisible()) await tab.tap();
    await expect.poll(() => unseen(page, '.cards .right .card')).toEqual([]);
    await page.getByRole('button', { name: 'Next region' }).tap();
    await expect.poll(() => page.locator('.region.on[data-region=A1]').count()).toBe(2);
    await expect.poll(() => unseen(page, 'button[data-region=A1]')).toEqual([]);
    await page.getByRole('button', { name: 'B is better' }).tap();
    await page.locator('label', { hasText: 'Verdict' }).tap();
    await untilBallot(page, 2);
    expect(await pageScrolls(page)).toBe(false);
    await page.getByRole('link', { name: /Take back/ }).tap();
    await page.getByText('You take a vote back: it was B is better').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Verdict' }).isChecked()).toBe(true);
    expect(await pageScrolls(page)).toBe(false);
    expect(await unseen(page, '[data-stage]', 'button[value=left]', 'button[value=right]')).toEqual([]);
    await untilAnswerable(page);
    await page.getByRole('button', { name: 'Tie' }).tap();
    await untilBallot(page, 2);
    await votesAre(ballot, { choice: 'tie', reasons: ['verdict'] });
  });

  test('the keyboard alone does, too', async () => {
    const page = await openDesk(options);
    const ballot = await ballotOf(page);
    await page.keyboard.press('Space');
    await expect.poll(() => page.locator('.region.on[data-region=A1]').count()).toBe(2);
    await page.keyboard.press('n');
    await page.keyboard.press('c');
    await untilBallot(page, 2);
    await page.keyboard.press('z');
    await page.getByText('You take a vote back: it was neither').waitFor();
    await page.getByText(/^Changing an earlier vote. Ballot 1/).waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await untilBallot(page, 2);
    await votesAre(ballot, { choice: 'neither', reasons: ['completeness'] });
  });

  test('no script is needed', async () => {
    const page = await openDesk({ ...options, javaScriptEnabled: false });
    const ballot = await ballotOf(page);
    expect(await page.getByRole('button', { name: 'Next region' }).isVisible()).toBe(false);
    await page.locator('legend', { hasText: 'Because of (optional)' }).waitFor({ state: 'attached' });
    await page.locator('label', { hasText: 'Where' }).click();
    await page.getByRole('button', { name: 'A is better' }).click();
    await page.getByRole('heading', { level: 1, name: /^Ballot 2 of / }).waitFor();
    await votesAre(ballot, { choice: 'left', reasons: ['grounding'] });
  });
});

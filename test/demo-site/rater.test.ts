import { arena, call, catalog } from '@fakexplain/contract';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, stopRating, untilAnswerable, watchForTrouble } from '../harness/browser.ts';
import '../harness/demo-site.ts';
import { imageOfBallot, readShownBallot, shows, type ShownBallot } from '../harness/shown-ballot.ts';

const params = { study: 'demo' };
const choiceOfKey = { ArrowLeft: 'left', ArrowRight: 'right', t: 'tie', n: 'neither' } as const;
type Key = keyof typeof choiceOfKey;

const site = inject('demoSite');
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const readLeaderboard = () =>
  call(arena.readLeaderboard, { params, query: {} }, { baseUrl: site.arena.address });

/** How often each side of each pair was preferred, under the names of the arms. */
function pairCounts({ ratings, pairs }: arena.Leaderboard): Map<string, number> {
  const name = (position: number) => ratings.find((rating) => rating.position === position)?.source ?? '';
  return new Map(
    pairs.flatMap(({ a, b, winsA, winsB, ties, neither }) => [
      [`${name(a)} over ${name(b)}`, winsA],
      [`${name(b)} over ${name(a)}`, winsB],
      [`tie of ${[name(a), name(b)].toSorted().join(' and ')}`, ties],
      [`neither ${[name(a), name(b)].toSorted().join(' nor ')}`, neither],
    ]),
  );
}

/** The counts that differ, by how much. */
const changes = (before: Map<string, number>, after: Map<string, number>) =>
  Object.fromEntries(
    [...after].flatMap(([what, count]) => {
      const added = count - (before.get(what) ?? 0);
      return added === 0 ? [] : [[what, added]];
    }),
  );

interface Answered {
  shown: ShownBallot;
  choice: arena.Choice;
}

/**
 * What votes must add to the counts: whose explanations were shown is told by comparing what the page showed with what
 * the catalog holds of the image. Checks add nothing.
 */
async function expectedChanges(
  answered: Answered[],
  before: arena.Leaderboard,
): Promise<Record<string, number>> {
  const added: Record<string, number> = {};
  for (const { shown, choice } of answered) {
    const image = { sha256: await imageOfBallot(site.databaseUrl, shown.ballot) };
    const [{ explanations }, { votes }] = await Promise.all([
      call(catalog.readImage, { params: image }, { baseUrl: site.catalog.address }),
      call(
        arena.listCaseVotes,
        { params: { ...params, ...image }, query: {} },
        { baseUrl: site.arena.address, token: site.apiKey },
      ),
    ]);
    const own = votes.filter(({ sequence }) => sequence > before.stamp.sequence);
    const vote = own.find(({ current }) => current);
    expect(vote?.choice).toBe(choice);
    if (vote?.kind === 'check') continue;
    // A few demo sources say the same of an image; which of them it was then only the arena knows.
    const sourceOf = (side: 'left' | 'right') => {
      const said = before.ratings.find(({ name }) => name === vote?.[side])?.source;
      const found = explanations.filter(({ explanation }) => shows(shown[side], explanation));
      expect(found.map(({ source }) => source.slug)).toContain(said);
      return said;
    };
    const [left, right] = [sourceOf('left'), sourceOf('right')];
    const what = {
      left: `${left} over ${right}`,
      right: `${right} over ${left}`,
      tie: `tie of ${[left, right].toSorted().join(' and ')}`,
      neither: `neither ${[left, right].toSorted().join(' nor ')}`,
    }[choice];
    added[what] = (added[what] ?? 0) + 1;
  }
  return added;
}

const ballotNumber = (n: number) => new RegExp(`^Ballot ${n} of `);

/** Waits until ballot `n` is on the page and takes an answer. */
async function untilBallot(page: Page, n: number): Promise<ShownBallot> {
  await page.getByRole('heading', { level: 1, name: ballotNumber(n) }).waitFor();
  await untilAnswerable(page);
  return readShownBallot(page);
}

async function consent(page: Page): Promise<void> {
  await page.goto(site.address);
  await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Rate' }).click();
  await page.getByRole('link', { name: 'Take part in Demo: which explanation is better?' }).click();
  await page.getByRole('heading', { name: 'What you agree to' }).waitFor();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Take part' }).click();
  await page.getByRole('heading', { name: 'How to judge' }).waitFor();
  await page.getByRole('link', { name: 'Try 4 practice ballots' }).click();
}

/** How many ballots' images came since the page was loaded. */
const imagesLoaded = (page: Page) =>
  page.evaluate<number>(
    `new Set(performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /ballots.*image/.test(name))).size`,
  );

/** The leaderboard in another browser, as someone sees it who does not touch it. */
async function watchLeaderboard(context: BrowserContext): Promise<{ page: Page; votes(): Promise<number> }> {
  const page = await context.newPage();
  await page.goto(`${site.address}/studies/demo`);
  await page.getByText('follows new votes').waitFor();
  await page.evaluate('window.stayed = true');
  const votes = page.getByRole('definition').first();
  // Those of excluded raters among them stand behind.
  return { page, votes: async () => Number(/^[\d,]+/.exec(await votes.innerText())?.[0].replace(',', '')) };
}

test('a rater votes by keyboard, and the leaderboard changes by exactly these votes', async () => {
  const before = await readLeaderboard();
  const others = await browser.newContext();
  const board = await watchLeaderboard(others);
  expect(await board.votes()).toBe(before.stamp.votes);

  const context = await browser.newContext();
  const page = await context.newPage();
  const trouble = watchForTrouble(page, site.address);
  await consent(page);

  for (const step of [1, 2, 3, 4]) {
    await page.getByRole('heading', { name: `Practice ${step} of 4` }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('You said A is better.').waitFor();
    await page.keyboard.press('Enter');
  }

  const answered: Answered[] = [];
  const vote = async (key: Key) => {
    const shown = await untilBallot(page, answered.length + 1);
    await page.keyboard.press(key);
    answered.push({ shown, choice: choiceOfKey[key] });
  };
  await vote('ArrowLeft');
  await vote('ArrowRight');
  await vote('t');

  // Z brings the third ballot back with its vote; another answer corrects it, and the fourth goes on.
  const fourth = await untilBallot(page, 4);
  await page.keyboard.press('z');
  await page.getByText('You take a vote back: it was tie').waitFor();
  const third = await untilBallot(page, 3);
  expect(third).toEqual(answered[2]?.shown);
  await page.keyboard.press('ArrowRight');
  answered[2] = { shown: third, choice: 'right' };
  expect(await untilBallot(page, 4)).toEqual(fourth);
  await vote('n');
  await vote('ArrowLeft');

  // A reload brings the same ballot back.
  const sixth = await untilBallot(page, 6);
  await page.reload();
  expect(await untilBallot(page, 6)).toEqual(sixth);
  await vote('ArrowRight');

  // Without a connection the vote is kept and the next ballot, which came before, can be answered; both are sent later.
  const seventh = await untilBallot(page, 7);
  await expect.poll(() => imagesLoaded(page)).toBe(3);
  await context.setOffline(true);
  await page.keyboard.press('t');
  answered.push({ shown: seventh, choice: 'tie' });
  await page.getByRole('heading', { level: 1, name: ballotNumber(8) }).waitFor();
  await page.getByText('1 vote waiting for the connection').waitFor();
  await context.setOffline(false);
  await page.getByText('waiting for the connection').waitFor({ state: 'detached' });
  await vote('n');
  await vote('ArrowLeft');
  await vote('ArrowRight');
  await untilBallot(page, 11);
  expect(trouble.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);

  await stopRating(page);
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  await page.getByText('You cast 10 votes and changed 1 of them.').waitFor();

  const expected = await expectedChanges(answered, before);
  const added = Object.values(expected).reduce((sum, n) => sum + n, 0);
  expect(added).toBeGreaterThan(5);
  const after = await readLeaderboard();
  expect(changes(pairCounts(before), pairCounts(after))).toEqual(expected);
  expect(after.stamp.votes - before.stamp.votes).toBe(added);
  expect((after.raters ?? NaN) - (before.raters ?? NaN)).toBe(1);

  await expect.poll(board.votes, { timeout: 10_000 }).toBe(after.stamp.votes);
  expect(await board.page.evaluate('window.stayed')).toBe(true);
  await Promise.all([context.close(), others.close()]);
});

test('without JavaScript plain forms do the same', async () => {
  const before = await readLeaderboard();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const trouble = watchForTrouble(page, site.address);
  await consent(page);
  for (const step of [1, 2, 3, 4]) {
    await page.getByRole('heading', { name: `Practice ${step} of 4` }).waitFor();
    await page.getByRole('button', { name: 'B is better' }).click();
    await page.getByText('You said B is better.').waitFor();
    await page.getByRole('link', { name: step < 4 ? 'Next practice ballot' : 'Start rating' }).click();
  }

  const answered: Answered[] = [];
  for (const [name, choice] of [
    ['A is better', 'left'],
    ['Tie', 'tie'],
    ['Neither', 'neither'],
  ] as const) {
    await page.getByRole('heading', { level: 1, name: ballotNumber(answered.length + 1) }).waitFor();
    answered.push({ shown: await readShownBallot(page), choice });
    await page.getByRole('button', { name }).click();
  }
  await page.getByRole('heading', { level: 1, name: ballotNumber(4) }).waitFor();
  await page.getByRole('link', { name: /Take back/ }).click();
  await page.getByText('You take a vote back: it was neither').waitFor();
  const third = await readShownBallot(page);
  expect(third).toEqual(answered[2]?.shown);
  await page.getByRole('button', { name: 'B is better' }).click();
  answered[2] = { shown: third, choice: 'right' };
  await page.getByRole('heading', { level: 1, name: ballotNumber(4) }).waitFor();

  await stopRating(page);
  await page.getByText('You cast 3 votes and changed 1 of them.').waitFor();
  expect(trouble).toEqual([]);
  const after = await readLeaderboard();
  expect(changes(pairCounts(before), pairCounts(after))).toEqual(await expectedChanges(answered, before));
  await context.close();
});

test('the language is switched without scripts, on the same page, and remembered', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const trouble = watchForTrouble(page, site.address);
  await page.goto(`${site.address}/datasets?sort=images`);
  await page.getByRole('link', { name: 'Deutsch' }).click();
  expect(page.url()).toBe(`${site.address}/de/datasets?sort=images`);
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByRole('navigation').getByRole('link', { name: 'Bewerten' }).click();
  expect(page.url()).toBe(`${site.address}/de/rate`);
  await page.goto(`${site.address}/rate/demo?from=elsewhere`);
  expect(page.url()).toBe(`${site.address}/de/rate/demo?from=elsewhere`);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
    'Demo: Welche Erklärung ist besser?',
  );
  await page.getByRole('link', { name: 'English' }).click();
  expect(page.url()).toBe(`${site.address}/rate/demo?from=elsewhere`);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
    'Demo: which explanation is better?',
  );
  expect(trouble).toEqual([]);
  await context.close();
});

test('who prefers German comes to German pages, agrees and votes in German', async () => {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await context.newPage();
  const trouble = watchForTrouble(page, site.address);
  await page.goto(site.address);
  expect(page.url()).toBe(`${site.address}/de/`);
  await page.locator('main a[href="/de/rate/demo"]').click();
  await page.getByRole('heading', { level: 2, name: 'Wozu Sie zustimmen' }).waitFor();
  await page.getByLabel('Ich habe dies gelesen und stimme der Teilnahme zu.').check();
  await page.getByRole('button', { name: 'Teilnehmen' }).click();
  await page.waitForURL(/\/de\/rate\/demo\/guide/);
  await page.getByRole('link', { name: '4 Übungsstimmzettel ausprobieren' }).click();
  for (const step of [1, 2, 3, 4]) {
    await page.getByRole('heading', { name: `Übung ${step} von 4` }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('Sie sagten A ist besser.').waitFor();
    await page.keyboard.press('Enter');
  }
  await untilAnswerable(page);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/Stimmzettel\s+1 \/ 30/);
  await page.getByRole('button', { name: 'A ist besser' }).click();
  await page.getByRole('status').filter({ hasText: 'Stimme gespeichert' }).waitFor({ state: 'attached' });
  await page.reload();
  await untilAnswerable(page);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/2 \/ 30/);
  expect(trouble).toEqual([]);
  await context.close();
});

test('numbers and dates are written as the language writes them', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const textOf = async (path: string) => {
    await page.goto(`${site.address}${path}`);
    return page.locator('main').innerText();
  };
  expect(await textOf('/de/datasets')).toMatch(/\b1\.\d{3}\b/);
  expect(await textOf('/zh/datasets')).toMatch(/\b1,\d{3}\b/);
  expect(await textOf('/de/runs')).toMatch(/\d\d\.\d\d\.\d{4} \d\d:\d\d UTC/);
  const chinese = await textOf('/zh/runs');
  expect(chinese).toMatch(/\d{4}年\d{1,2}月\d{1,2}日/);
  expect(chinese).toContain('运行');
  const leaderboard = await textOf('/zh/studies/demo');
  expect(leaderboard).toContain('这些数字如何得出');
  expect(leaderboard).not.toMatch(/\b(Raters|Ratings|Votes)\b/);
  await context.close();
});

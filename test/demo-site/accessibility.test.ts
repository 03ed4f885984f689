import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arena, call, catalog, metrics } from '@fakexplain/contract';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { exitCodes } from '../../cli/src/exit-codes.ts';
import { fakexplain } from '../../cli/src/testing/fakexplain.ts';
import { enrolRater } from '../harness/arena.ts';
import { beRater, launchBrowser, stopRating, untilAnswerable, watchForTrouble } from '../harness/browser.ts';
import '../harness/demo-site.ts';
import { beSignedIn, joinSite, signInByForm } from '../harness/people.ts';
import { findPageFaults } from '../harness/page-faults.ts';

const site = inject('demoSite');
let browser: Browser;
/** Somebody who owns the site. */
let owner: { email: string; session: string };
let context: BrowserContext;
/** An image that has been voted on. */
let sha256: string;
/** Runs on the demo dataset. */
let runs: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  owner = await joinSite(site, 'owner');
  await makeEmptyStudy('empty', 'live');
  await makeEmptyStudy('hidden', 'hidden');
  await castVotes();
  await findRuns();
  await untilScored();
});
afterAll(async () => {
  await browser?.close();
});

const toArena = (token?: string) => ({ baseUrl: site.arena.address, token });

async function makeEmptyStudy(slug: string, results: 'live' | 'hidden'): Promise<void> {
  const { arms } = await call(arena.readStudy, { params: { study: 'demo' } }, toArena());
  const study: arena.NewStudy = {
    slug,
    title: 'A study without votes',
    consent: 'Made for a test.',
    demo: true,
    datasets: ['demo'],
    arms: arms.map(({ source }) => ({ source })),
    results,
    embargo: 'nothing',
  };
  await call(arena.createStudy, { body: study }, toArena(site.apiKey));
  await call(arena.openStudy, { params: { study: slug } }, toArena(site.apiKey));
}

async function drawBallot(token: string): Promise<arena.Ballot> {
  const study = { params: { study: 'demo' }, body: { ahead: 1 } };
  const { ballots } = await call(arena.drawBallots, study, toArena(token));
  if (!ballots[0]) throw new Error('nothing was drawn');
  return ballots[0];
}

/** A rater who is asked about an image on which something is marked. */
async function enrolAsked(): Promise<string> {
  for (;;) {
    const token = await enrolRater(site.arena.address, 'demo');
    const { left, right } = await drawBallot(token);
    if (left?.regions.length || right?.regions.length) return token;
  }
}

/** Every choice, by a few raters, with a correction. */
async function castVotes(): Promise<void> {
  for (let rater = 0; rater < 3; rater += 1) {
    const token = await enrolRater(site.arena.address, 'demo');
    for (const choice of ['left', 'right', 'tie', 'neither', 'left', 'right'] as const) {
      const ballot = await drawBallot(token);
      await castVote(token, ballot.id, choice);
      if (choice === 'tie') await castVote(token, ballot.id, 'left');
    }
  }
  const { images } = await call(
    catalog.listDatasetImages,
    { params: { dataset: 'demo' }, query: {} },
    { baseUrl: site.catalog.address },
  );
  sha256 = images[0]?.sha256 ?? '';
}

async function findRuns(): Promise<void> {
  const answer = await call(
    metrics.listRuns,
    { query: { dataset: 'demo' } },
    { baseUrl: site.metrics.address },
  );
  runs = answer.runs.map(({ id }) => id);
}

async function untilScored(): Promise<void> {
  const unscored = async () =>
    (await call(metrics.readBenchmark, { query: {} }, { baseUrl: site.metrics.address })).unscored;
  await vi.waitUntil(async () => (await unscored()) === 0, { timeout: 120_000, interval: 500 });
}

const castVote = (token: string, ballot: string, choice: arena.Choice) =>
  call(
    arena.castVote,
    { params: { ballot }, headers: { 'idempotency-key': randomUUID() }, body: { choice } },
    toArena(token),
  );

/** Sequence number of the demo's newest vote. */
async function newestVote(): Promise<number> {
  const { stamp } = await call(arena.readLeaderboard, { params: { study: 'demo' }, query: {} }, toArena());
  return stamp.sequence;
}

/** A page in a browser of its own, which takes part in the demo study with this token. */
async function newPage(token?: string): Promise<Page> {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  if (token) await beRater(context, site.address, 'demo', token);
  return context.newPage();
}

const go = (path: string) => async (page: Page) => {
  await page.goto(site.address + path, { waitUntil: 'load' });
};

async function signIn(page: Page): Promise<void> {
  await go('/maintain')(page);
  await signInByForm(page, owner.email);
  await page.getByRole('heading', { name: 'Make a study' }).waitFor();
}

const asOwner = (path: string) => async (page: Page) => {
  await beSignedIn(page.context(), site.address, owner.session);
  await go(path)(page);
};

/** A maintainer leaves one rater of the demo out, by the page for it, and looks at the leaderboard without. */
async function excludeThroughTheSite(page: Page): Promise<void> {
  await go('/studies/demo/raters')(page);
  await page.getByRole('link', { name: 'sign in' }).click();
  await signInByForm(page, owner.email);
  await page.waitForURL('**/studies/demo/raters');
  await page.locator('summary', { hasText: 'Exclude' }).first().click();
  const raters = page.getByRole('region', { name: 'Raters', exact: true });
  await raters.getByLabel('Reason, for everyone to read').first().fill('A test of this page.');
  await raters.getByRole('button', { name: 'Exclude' }).first().click();
  await page.getByRole('button', { name: 'Withdraw' }).waitFor();
  await go('/studies/demo')(page);
  await page.getByRole('link', { name: 'Show them without the excluded' }).click();
  await page.getByText('These numbers leave them out.').waitFor();
  const { exclusions } = await call(
    arena.readLeaderboard,
    { params: { study: 'demo' }, query: { exclusions: 'apply' } },
    toArena(),
  );
  expect(exclusions).toMatchObject({ raters: 1, applied: true });
  await page.getByText(`1 rater with ${exclusions.votes} vote`).waitFor();
}

const publicPages: [state: string, open: (page: Page) => Promise<void>][] = [
  ['home', go('/')],
  ['studies', go('/studies')],
  ['a plan', go('/plan?goal=power')],
  ['leaderboard without votes', go('/studies/empty')],
  ['leaderboard with votes', go('/studies/demo')],
  ['leaderboard of a slice', go('/studies/demo?slice=label:generated')],
  ['study whose results are hidden', go('/studies/hidden')],
  ['datasets', go('/datasets')],
  ['dataset', go('/datasets/demo')],
  ['case', (page) => go(`/cases/${sha256}`)(page)],
  [
    'case, raw text open',
    async (page) => {
      await go(`/cases/${sha256}`)(page);
      await page.getByText('Raw text', { exact: true }).first().click();
    },
  ],
  [
    'case for maintainers',
    async (page) => {
      await signIn(page);
      await go(`/cases/${sha256}`)(page);
      await page.getByRole('heading', { name: 'Votes', exact: true }).waitFor();
    },
  ],
  ['benchmark', go('/benchmark')],
  ['benchmark by IoU on a slice', go('/benchmark?metric=iou_union&slice=fold:0&sort=model')],
  ['published figures', go('/published')],
  ['runs', go('/runs')],
  ['run', (page) => go(`/runs/${runs[0]}?worst=bleu2`)(page)],
  ['two runs to choose', go('/runs/compare')],
  ['two runs compared', (page) => go(`/runs/compare?a=${runs[0]}&b=${runs[1]}`)(page)],
  ['models', go('/models')],
  ['model', go('/models/fakexplainer-7b')],
  ['models to try', go('/try')],
  ['metrics against votes', go('/studies/demo/agreement')],
  ['metrics without votes', go('/studies/empty/agreement')],
  ['cases of wrong explanations', go('/studies/demo/convincing?arm=0&fault=wrong_verdict')],
  ['covariates', go('/studies/demo/covariates')],
  ['covariates without votes', go('/studies/empty/covariates')],
  ['raters left out', go('/studies/empty/raters')],
  ['leaderboard without the excluded', excludeThroughTheSite],
  ['annotation quality', go('/datasets/demo/annotations')],
  ['duplicates', go('/datasets/demo/duplicates')],
  ['sign in', go('/maintain')],
  ['maintain', signIn],
  ['account', asOwner('/account')],
  ['people', asOwner('/people')],
  ['people of a study', asOwner('/studies/empty/people')],
  ['citing a study', go('/studies/demo/cite')],
  ['report of a study', go('/studies/demo/report')],
  ['report as of a vote', async (page) => go(`/studies/demo/report?at=${(await newestVote()) - 1}`)(page)],
  ['report without votes', go('/studies/empty/report')],
  ['citing a study, for its maintainers', asOwner('/studies/demo/cite')],
  ['consent text of a study', asOwner('/studies/demo/consent')],
  ['imports', asOwner('/maintain/imports')],
  ['a model to add', asOwner('/maintain/models')],
  ['runs to start', asOwner('/maintain/runs')],
  ['datasets and sources', asOwner('/maintain/catalog')],
  ['audit log', asOwner('/audit-log')],
  ['welcome, too late', go('/welcome?token=used')],
  ['API reference', go('/api-reference')],
  ['about', go('/about')],
  ['problem', go('/problems/ballot-expired')],
  ['studies to rate', go('/rate')],
  ['consent', go('/rate/demo')],
];

test.each(publicPages)('%s', async (_, open) => {
  const page = await newPage();
  const trouble = watchForTrouble(page, site.address);
  await open(page);
  expect(await findPageFaults(page)).toEqual([]);
  expect(trouble).toEqual([]);
  await context.close();
});

test('metrics stand beside the votes for one side', async () => {
  const page = await newPage();
  await go('/studies/demo/agreement')(page);
  const { pairs } = await call(arena.readLeaderboard, { params: { study: 'demo' }, query: {} }, toArena());
  const votes = pairs.reduce((sum, { winsA, winsB }) => sum + winsA + winsB, 0);
  expect(votes).toBeGreaterThan(1);
  await page.getByText(`: ${votes} votes for one side, beside scores of the very explanations`).waitFor();
  const won = await page.getByText(/^The explanation with the higher Accuracy won /).innerText();
  const [k, n, equal = 0] = (won.match(/\d+/g) ?? []).map(Number);
  expect(k).toBeLessThanOrEqual(n ?? 0);
  // Every explanation has a verdict that is right or wrong.
  expect((n ?? 0) + equal).toBe(votes);
  await context.close();
});

test('a report has the numbers of the leaderboard and of the flow of raters, and is printed twice as the same bytes', async () => {
  const params = { study: 'demo' };
  const page = await newPage();
  await go('/studies/demo/report')(page);
  const flow = await call(arena.readRaterFlow, { params }, toArena());
  const shown = page.getByRole('region', { name: '5. Flow of raters' }).getByRole('listitem');
  await expect
    .poll(() => shown.filter({ hasText: 'Agreed' }).first().innerText())
    .toContain(`${flow.agreed} Agreed`);
  const board = await call(arena.readLeaderboard, { params, query: {} }, toArena());
  const ratings = await page.getByRole('region', { name: '6. Ratings' }).getByRole('table').innerText();
  for (const { name, elo } of board.ratings) {
    expect(ratings).toContain(name);
    expect(ratings.replaceAll('−', '-')).toContain(String(Math.round(elo ?? 0)));
  }
  await context.close();
  const print = async (name: string, ...more: string[]) => {
    const out = join(site.dataDir, name);
    const ended = await fakexplain(['study', 'report', 'demo', '--out', out, ...more], {
      PUBLIC_URL: site.address,
      HOME: site.dataDir,
      ...(process.env['CHROMIUM_PATH'] && { CHROMIUM_PATH: process.env['CHROMIUM_PATH'] }),
    });
    return { ...ended, file: ended.code === 0 ? await readFile(out) : null };
  };
  const at = ['--at', String(await newestVote())];
  const [first, second] = [await print('one.pdf', ...at), await print('two.pdf', ...at)];
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.file?.subarray(0, 5).toString()).toBe('%PDF-');
  expect(first.file?.equals(second.file ?? Buffer.alloc(0))).toBe(true);
  expect(await print('three.pdf', '--at', '999999')).toMatchObject({
    code: exitCodes.refused,
    stderr: expect.stringContaining('no vote'),
  });
});

test('an address that is none', async () => {
  const page = await newPage();
  const trouble = watchForTrouble(page, site.address);
  const response = await page.goto(`${site.address}/nowhere`);
  expect(response?.status()).toBe(404);
  expect(await findPageFaults(page)).toEqual([]);
  expect(trouble).toEqual([expect.stringContaining('responded with a status of 404')]);
  await context.close();
});

test('guide and practice', async () => {
  const params = { study: 'demo' };
  const { token } = await call(arena.enrol, { params, body: { consent: true } }, toArena());
  const page = await newPage(token);
  const trouble = watchForTrouble(page, site.address);
  await go('/rate/demo/guide')(page);
  expect(await findPageFaults(page), 'guide').toEqual([]);
  await page.getByRole('link', { name: 'Try 4 practice ballots' }).click();
  await page.getByRole('heading', { name: 'Practice 1 of 4' }).waitFor();
  expect(await findPageFaults(page), 'practice').toEqual([]);
  await page.getByRole('button', { name: 'Tie' }).click();
  await page.getByText('You said tie.').waitFor();
  expect(await findPageFaults(page), 'feedback').toEqual([]);
  expect(trouble).toEqual([]);
  await context.close();
});

test('ballot and thanks', async () => {
  const page = await newPage(await enrolAsked());
  const trouble = watchForTrouble(page, site.address);
  await go('/rate/demo/thanks')(page);
  expect(await findPageFaults(page), 'thanks without votes').toEqual([]);
  await go('/rate/demo/ballot')(page);
  await untilAnswerable(page);
  expect(await findPageFaults(page), 'ballot').toEqual([]);
  await page
    .getByRole('list', { name: /^Regions of/ })
    .getByRole('button')
    .first()
    .focus();
  expect(await findPageFaults(page), 'ballot with a region highlighted').toEqual([]);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  expect(await findPageFaults(page), 'keys').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByText('Pass on this ballot').click();
  expect(await findPageFaults(page), 'menu').toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('checkbox', { name: 'Where' }).check();
  await page.getByRole('heading', { name: /^Ballot 2 / }).waitFor();
  // The moment after a vote is held while the focus is in it.
  expect(await findPageFaults(page), 'reasons after a vote').toEqual([]);
  await page.getByRole('heading', { level: 1 }).focus();
  await untilAnswerable(page);
  await page.keyboard.press('z');
  await page.getByText('You take a vote back').waitFor();
  expect(await page.getByRole('checkbox', { name: 'Where' }).isChecked()).toBe(true);
  await page.getByText('Comment', { exact: true }).click();
  expect(await findPageFaults(page), 'vote taken back').toEqual([]);
  await stopRating(page);
  await page.getByText('You cast 1 vote').waitFor();
  expect(await findPageFaults(page), 'thanks').toEqual([]);
  await page.getByRole('button', { name: 'End and see the results' }).click();
  await page.getByText('Agreement with most others').waitFor();
  expect(await findPageFaults(page), 'ended').toEqual([]);
  expect(trouble).toEqual([]);
  await context.close();
});

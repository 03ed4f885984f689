import { request } from 'node:http';
import { arena, call } from '@fakexplain/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Stack } from '../../cli/src/stack/stack.ts';
import { beRater, launchBrowser, untilAnswerable } from '../harness/browser.ts';
import { startBesideDemo } from '../harness/demo-site.ts';

let site: Stack;
let browser: Browser;
let raters = 0;

beforeAll(async () => {
  // Two votes in a row, then one every six seconds; who comes through the site may enrol twice.
  vi.stubEnv('LIMIT_VOTE', '2, 10');
  vi.stubEnv('LIMIT_ENROL', '2, 1');
  [site, browser] = await Promise.all([startBesideDemo(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  vi.unstubAllEnvs();
});

/** Consents through the site's API, from an address of this machine. */
function enrolFrom(localAddress: string, forwarded?: string) {
  const { port } = new URL(site.address);
  const headers = {
    'content-type': 'application/json',
    ...(forwarded && { 'x-forwarded-for': forwarded }),
  };
  const path = '/api/arena/studies/demo/raters';
  return new Promise<{ status: number; retryAfter: string | undefined; body: string }>((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, localAddress, path, method: 'POST', headers },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += String(chunk)));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'], body }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify({ consent: true }));
  });
}

/** A new page of a rater who enrolled from a network of their own. */
async function openBallot(): Promise<Page> {
  raters += 1;
  const token = await enrolAt(`127.0.1.${raters}`);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await beRater(context, site.address, 'demo', token);
  return context.newPage();
}

/** A rater who has practised, from a network of their own. */
async function enrolAt(address: string): Promise<string> {
  const { body } = await enrolFrom(address);
  const { token } = z.object({ token: z.string() }).parse(JSON.parse(body));
  const options = { baseUrl: site.arena.address, token };
  const params = { study: 'demo' };
  const { ballots } = await call(arena.listPractice, { params, query: {} }, options);
  for (const { position } of ballots)
    await call(arena.answerPractice, { params: { ...params, position }, body: { choice: 'left' } }, options);
  return token;
}

const untilImageIsThere = (page: Page) =>
  expect
    .poll(() =>
      page
        .locator('[data-stage] img')
        .evaluate(
          (image: { complete: boolean; naturalWidth: number }) => image.complete && image.naturalWidth > 0,
        ),
    )
    .toBe(true);

/** Holds images of ballots back; returns how to let that of one ballot go. */
async function holdImages(page: Page): Promise<(ballot: string) => void> {
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const gateOf = (ballot: string) => {
    const gate = gates.get(ballot) ?? Promise.withResolvers<void>();
    gates.set(ballot, gate);
    return gate;
  };
  await page.route('**/ballots/*/image*', async (route) => {
    await gateOf(/ballots\/([^/]+)\/image/.exec(route.request().url())?.[1] ?? '').promise;
    await route.continue();
  });
  return (ballot) => gateOf(ballot).resolve();
}

test('the time for a ballot begins when its image is on the screen; how long that took is another', async () => {
  const page = await openBallot();
  // Time passes only where the test says so.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  const release = await holdImages(page);
  const votes: unknown[] = [];
  page.on('request', (asked) => {
    if (asked.method() === 'POST' && asked.url().endsWith('/votes')) votes.push(asked.postDataJSON());
  });
  await page.goto(`${site.address}/rate/demo/ballot`, { waitUntil: 'commit' });
  for (const [n, { loadingMs, responseMs }] of [
    { loadingMs: 40_000, responseMs: 1_700 },
    { loadingMs: 3_000, responseMs: 2_500 },
  ].entries()) {
    await page.getByRole('heading', { level: 1, name: new RegExp(`^Ballot ${n + 1} of`) }).waitFor();
    // Scripts have taken over where a vote is not taken yet.
    await page.locator('.ballot-page[data-alive] button[name=choice][aria-disabled=true]').first().waitFor();
    await page.clock.runFor(loadingMs);
    await page.keyboard.press('ArrowLeft');
    expect(votes).toHaveLength(n);
    const image = page.locator('[data-stage] img');
    // The page listened first, and has heard of it when this hears.
    const seen = image.evaluate(
      (node: EventTarget & { complete: boolean; naturalWidth: number }) =>
        new Promise((resolve) =>
          node.complete && node.naturalWidth > 0
            ? resolve(null)
            : node.addEventListener('load', resolve, { once: true }),
        ),
    );
    release(await page.locator('input[name=ballot]').inputValue());
    await seen;
    await page.clock.runFor(responseMs);
    await untilAnswerable(page);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => votes.length).toBe(n + 1);
    expect(votes[n]).toMatchObject({ loadingMs, responseMs });
  }
  await page.context().close();
});

test('an image that is there before the scripts are took no time to load, and its vote counts', async () => {
  const page = await openBallot();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/_app/**/*.js', async (route) => {
    await held;
    await route.continue();
  });
  // Votes of the tests before may be too many: it is sent again by itself then.
  const answered = page.waitForResponse(
    (answer) =>
      answer.request().method() === 'POST' && answer.url().endsWith('/votes') && answer.status() === 200,
  );
  await page.goto(`${site.address}/rate/demo/ballot`, { waitUntil: 'commit' });
  await untilImageIsThere(page);
  release();
  await untilAnswerable(page);
  await page.keyboard.press('ArrowLeft');
  const answer = await answered;
  const { loadingMs } = z.object({ loadingMs: z.number() }).parse(answer.request().postDataJSON());
  expect(loadingMs).toBe(0);
  await page.context().close();
});

test('a vote that comes too fast is said to wait, and is sent by itself', async () => {
  const page = await openBallot();
  const statuses: number[] = [];
  page.on('response', (answer) => {
    if (answer.request().method() === 'POST' && answer.url().endsWith('/votes'))
      statuses.push(answer.status());
  });
  // However long the three take, they come at once.
  const all = Promise.withResolvers<void>();
  await page.route('**/votes', async (route) => {
    await all.promise;
    await route.continue();
  });
  await page.goto(`${site.address}/rate/demo/ballot`);
  for (let n = 1; n <= 3; n += 1) {
    await page.getByRole('heading', { level: 1, name: new RegExp(`^Ballot ${n} of`) }).waitFor();
    await untilAnswerable(page);
    await page.keyboard.press(n % 2 ? 'ArrowLeft' : 'ArrowRight');
  }
  all.resolve();
  await page.getByText(/votes? waiting: many came from your network at once\. Going on in \d+ s/).waitFor();
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/held.png` });
  await page.getByText(/waiting/).waitFor({ state: 'detached' });
  await expect.poll(() => statuses.filter((status) => status === 200).length).toBe(3);
  expect(statuses).toContain(429);
  const progress = await page.evaluate(async () =>
    (
      await fetch('/rate/demo/ballots', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"ahead":1}',
      })
    ).json(),
  );
  expect(progress).toMatchObject({ progress: { cast: 3 } });
  await page.context().close();
});

test('one network that enrols again and again is told when to go on; a header does not make it another', async () => {
  expect((await enrolFrom('127.0.0.1')).status).toBe(201);
  expect((await enrolFrom('127.0.0.1', '203.0.113.1')).status).toBe(201);
  const refused = await enrolFrom('127.0.0.1', '203.0.113.2');
  expect(refused).toMatchObject({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) });
  expect(refused.body).toContain(
    'Your network has sent more requests to take part than are taken in so short a time. Go on in 60 s.',
  );
  expect((await enrolFrom('127.0.0.2')).status).toBe(201);

  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${site.address.replace('localhost', '127.0.0.1')}/rate/demo`);
  await page.getByRole('checkbox').check();
  await page.locator('main form button').last().click();
  await page.getByText(/more requests to take part than .* Go on in \d+ s\./).waitFor();
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/enrol.png` });
  await page.context().close();
});

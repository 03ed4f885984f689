import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { arena, call } from '@fakexplain/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { enrolRater } from '../harness/arena.ts';
import { beRater, launchBrowser, untilAnswerable } from '../harness/browser.ts';
import '../harness/demo-site.ts';

const site = inject('demoSite');
let browser: Browser;
let line: Line;

/** The connection between a browser and the site, which can be cut. */
interface Line {
  address: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

async function startLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const pass = (near: Socket) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  };
  const listen = async (at: number): Promise<Server> => {
    const server = createServer(pass).listen(at, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');
  return {
    address: `http://localhost:${address.port}`,
    async cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    async mend() {
      server = await listen(address.port);
    },
  };
}

beforeAll(async () => {
  browser = await launchBrowser();
  line = await startLine(site.address);
});
afterAll(async () => {
  await browser?.close();
  await line?.cut();
});

const until = async (page: Page, ballot: number) => {
  await page.getByRole('heading', { level: 1, name: new RegExp(`^Ballot ${ballot} of `) }).waitFor();
  await untilAnswerable(page);
};
/** Of ballots, those seen and those ahead. */
const imagesThatCame = (page: Page) =>
  page.evaluate<number>(
    `new Set(performance.getEntriesByType('resource').filter(({ name, responseEnd }) => /\\/ballots\\/[^/]+\\/image$/.test(name) && responseEnd > 0).map(({ name }) => name)).size`,
  );
const idOf = (page: Page) => page.locator('input[name=ballot]').inputValue();

test('loaded again without a connection, the page shows the ballots ahead; their votes arrive later', async () => {
  const token = await enrolRater(site.arena.address, 'demo');
  const as = { baseUrl: site.arena.address, token };
  const choiceOf = async (ballot: string) =>
    (await call(arena.readBallot, { params: { ballot } }, as)).vote?.choice;
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  await beRater(context, line.address, 'demo', token);
  const page = await context.newPage();
  await page.goto(`${line.address}/rate/demo/ballot`);
  // The first page installs what keeps the next one.
  await page.evaluate(`navigator.serviceWorker.ready.then(() => undefined)`);
  await page.reload();
  await until(page, 1);
  const first = await idOf(page);
  const drawn = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/rate/demo/ballots');
  await page.keyboard.press('ArrowLeft');
  await drawn;
  await until(page, 2);
  const second = await idOf(page);
  await expect.poll(() => choiceOf(first)).toBe('left');
  // What is ahead has come.
  await expect.poll(() => imagesThatCame(page), { timeout: 20_000 }).toBeGreaterThanOrEqual(3);

  await line.cut();
  await page.keyboard.press('t');
  await until(page, 3);
  const third = await idOf(page);
  await page.reload();
  await until(page, 3);
  expect(await idOf(page)).toBe(third);
  await page.keyboard.press('ArrowRight');
  expect(await choiceOf(second)).toBeUndefined();

  await line.mend();
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await expect.poll(() => choiceOf(second)).toBe('tie');
  await expect.poll(() => choiceOf(third)).toBe('right');
  await context.close();
});

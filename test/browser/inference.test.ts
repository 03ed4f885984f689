import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { serialiseExplanation, type Explanation } from '@fakexplain/explanation';
import { drawImage } from '@fakexplain/fixtures/images';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launchBrowser, watchForTrouble } from '../harness/browser.ts';
import { distributedSets, writeFiles } from '../harness/distributed-sets.ts';
import { startModelServer, type ModelServer } from '../harness/model-server/start-model-server.ts';
import { startOwnSite, type OwnSite } from '../harness/own-site.ts';
import { joinSite, signInByForm } from '../harness/people.ts';
import { findPageFaults } from '../harness/page-faults.ts';

const size = { width: 320, height: 240 };
/** What the model says of every picture. */
const said: Explanation = {
  verdict: 'generated',
  probability: null,
  tags: ['lighting'],
  reasoning: 'Look closely.',
  regions: [
    { box: [40, 40, 120, 120], description: 'the square is dark' },
    { box: [200, 100, 300, 220], description: 'nothing is there' },
  ],
};
const manifest = (endpoint: string) => `slug: seer
name: The Seer
description: Made for a test.
family: none
task: explain
licence: Apache-2.0
origin: Made for a test.
backend:
  kind: served
  endpoints: [${endpoint}]
  model: fake
  attempts: 1
prompt:
  user: Is it real?
reading:
  grammar: qwen2.5-vl
  space: original
`;

const picture = drawImage(77, size.width, size.height);
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const files = distributedSets[0]?.files ?? {};
const hashOf = (path: string) => sha256(files[path] ?? '');

let site: OwnSite;
let browser: Browser;
let maintainer: { email: string };
let server: ModelServer;
/** Holds back the answers about one of the pictures, and about another one once it is tried again. */
const held = Promise.withResolvers<void>();
const heldAgain = Promise.withResolvers<void>();

beforeAll(async () => {
  const [set] = distributedSets;
  if (!set) throw new Error('there is no set to import');
  server = await startModelServer({
    answer: () => serialiseExplanation(said, { grammar: 'qwen2.5-vl', space: 'original', image: size }),
    onRequest: (hash) => {
      if (hash === hashOf('images/r1.png')) return held.promise;
      const isRetry = hash === hashOf('images/g2.png') && (server.asked.get(hash) ?? 0) > 1;
      return isRetry ? heldAgain.promise : undefined;
    },
    faults: ({ sha256: hash }) =>
      hash === hashOf('images/g2.png')
        ? { kind: 'status', status: 400 }
        : hash === sha256(picture)
          ? { kind: 'slow', milliseconds: 20 }
          : null,
  });
  vi.stubEnv('IMAGE_ATTEMPTS', '1');
  [site, browser] = await Promise.all([startOwnSite(), launchBrowser()]);
  maintainer = await joinSite(site, 'maintainer');
  await writeFiles(site.folder, { 'models/seer.yaml': manifest(server.url) });
  await writeFiles(join(site.folder, set.slug), set.files);
  await site.run('import', ...set.command(join(site.folder, set.slug)));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await browser?.close();
  await site?.stop();
  await server?.close();
});

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(20_000);
  return context.newPage();
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${site.address}/maintain`);
  await signInByForm(page, maintainer.email);
  await page.getByRole('heading', { name: 'Make a study' }).waitFor();
}

test('a maintainer starts a run, watches it go on and finish, and has what failed tried again', async () => {
  const page = await newPage();
  const trouble = watchForTrouble(page, site.address);
  await signIn(page);
  await page.goto(`${site.address}/models/seer`);
  await page.getByText('Decoding: as the manifest says').click();
  expect(await findPageFaults(page)).toEqual([]);
  await page.getByLabel('Title').fill('First try');
  await page.getByRole('button', { name: 'Start the run' }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]+\/progress$/);

  // Live, without being loaded anew: two are explained, one is refused, one is held back.
  const bar = page.getByRole('progressbar');
  await page.locator('[aria-valuetext="3 of 4 images"]').waitFor();
  expect(await page.getByText('Running', { exact: true }).isVisible()).toBe(true);
  const failures = page.getByRole('region', { name: 'Failures' });
  await failures.getByText('images/g2.png').waitFor();
  expect(await failures.innerText()).toContain('1 attempt');
  expect(await findPageFaults(page)).toEqual([]);

  // The page hears that the run has ended, and cannot read what has changed before the run goes on.
  const onward = Promise.withResolvers<void>();
  await page.route('**/__data.json*', async (route) => {
    await onward.promise;
    await route.continue();
  });
  held.resolve();
  await page.getByText('Finished', { exact: true }).waitFor();
  expect(await bar.getAttribute('aria-valuetext')).toBe('4 of 4 images');
  const repeat = await page.getByRole('region', { name: 'To repeat it' }).innerText();
  expect(repeat).toContain('Is it real?');

  server.setFaults(null);
  const retried = page.waitForResponse((response) => response.url().endsWith('?/retry'));
  await page.getByRole('button', { name: 'Try 1 failed image again' }).click();
  await retried;
  onward.resolve();
  await page.getByText('Running', { exact: true }).waitFor();
  heldAgain.resolve();
  await page.getByText('None.', { exact: true }).waitFor();
  await page.getByText('Explained 4').waitFor();

  await page.getByRole('link', { name: 'Scores of this run' }).click();
  await page.waitForURL(/\/runs\/[^/]+$/);
  await page.getByRole('link', { name: 'How it was generated' }).waitFor();
  expect(trouble).toEqual([]);
  await page.context().close();
});

test('a run is read without JavaScript, and nobody but a maintainer is offered to change it', async () => {
  const page = await newPage({ javaScriptEnabled: false });
  await page.goto(`${site.address}/models/seer`);
  expect(await page.getByText('This is for maintainers').isVisible()).toBe(true);
  await page.getByRole('link', { name: 'Finished' }).click();
  expect(await page.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('4 of 4 images');
  expect(await page.getByRole('group', { name: 'Change the run' }).count()).toBe(0);
  await page.context().close();
});

const drop = `(bytes) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'mine.png', { type: 'image/png' }));
  document.querySelector('form').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
}`;
/** Keeps what the card said at each change of the page: the number of its regions and its verdict. */
const watchCard = `(() => {
  window.seen = [];
  new MutationObserver(() => {
    const regions = document.querySelectorAll('ol[aria-label^="Regions of"] li').length;
    const verdict = document.querySelector('.pill')?.textContent.trim() ?? null;
    window.seen.push(regions + ' ' + verdict);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;

test('a visitor drops a picture and sees its explanation come in, with boxes where the model saw them', async () => {
  const page = await newPage();
  const trouble = watchForTrouble(page, site.address);
  await page.goto(`${site.address}/try?model=seer`, { waitUntil: 'networkidle' });
  expect(await findPageFaults(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(watchCard);
  await page.evaluate(`(${drop})(${JSON.stringify(picture.toString('base64'))})`);
  await page.getByAltText('As chosen: mine.png').waitFor();
  await page.getByRole('button', { name: 'Explain it' }).click();
  await page.getByRole('button', { name: 'Explain it' }).waitFor();

  const seen = await page.evaluate<string[]>('window.seen');
  expect(seen).toContain('1 No verdict yet');
  expect(seen.at(-1)).toBe('2 Says generated');
  expect(await page.getByRole('status').innerText()).toBe('The Seer says generated and marks 2 regions.');
  for (const { description } of said.regions) await page.getByRole('list').getByText(description).waitFor();
  expect(await boxesOnStage(page)).toEqual(said.regions.map(({ box }) => box));
  await page.getByText('Raw text').click();
  await page.getByText('<verdict>generated</verdict>').waitFor();
  expect(await findPageFaults(page)).toEqual([]);
  expect(trouble).toEqual([]);
  await page.context().close();
});

/** The boxes drawn, in pixels of the picture, large ones first as they are drawn. */
async function boxesOnStage(page: Page): Promise<number[][]> {
  const stage = page.locator('[data-stage] > svg:not([data-ground])');
  const [, , width = 0, height = 0] = ((await stage.getAttribute('viewBox')) ?? '').split(' ').map(Number);
  const scale = Math.min(width / size.width, height / size.height);
  const [left, top] = [(width - size.width * scale) / 2, (height - size.height * scale) / 2];
  const boxes: number[][] = [];
  for (const rect of await stage.locator('rect.line').all()) {
    const [x = 0, y = 0, w = 0, h = 0] = await Promise.all(
      ['x', 'y', 'width', 'height'].map(async (name) => Number(await rect.getAttribute(name))),
    );
    boxes.push(
      [(x - left) / scale, (y - top) / scale, (x + w - left) / scale, (y + h - top) / scale].map((value) =>
        Math.round(value),
      ),
    );
  }
  return boxes.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

test('the same without JavaScript', async () => {
  const page = await newPage({ javaScriptEnabled: false });
  await page.goto(`${site.address}/try?model=seer`);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer: picture });
  await page.getByRole('button', { name: 'Explain it' }).click();
  await page.getByRole('heading', { level: 1, name: 'What it says' }).waitFor();
  expect(await page.locator('.pill').innerText()).toBe('Says generated');
  expect(await boxesOnStage(page)).toEqual(said.regions.map(({ box }) => box));
  const source = await page.getByAltText('The image that is tried').getAttribute('src');
  expect(source).toBe(`data:image/png;base64,${picture.toString('base64')}`);

  await page.getByRole('button', { name: 'Explain it' }).click();
  expect(await page.getByRole('alert').innerText()).toBe('Choose an image first.');
  await page.context().close();
});

test('a file that is no picture is refused in words, by the page and without it', async () => {
  const text = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
  for (const javaScriptEnabled of [true, false]) {
    const page = await newPage({ javaScriptEnabled });
    await page.goto(`${site.address}/try?model=seer`, { waitUntil: 'networkidle' });
    await page.locator('input[type=file]').first().setInputFiles(text);
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Explain it' }).click();
    const words = javaScriptEnabled
      ? 'cannot be shown as an image by this browser'
      : 'The picture cannot be taken';
    await page.getByText(words).waitFor();
    await page.context().close();
  }
});

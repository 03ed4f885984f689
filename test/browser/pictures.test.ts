import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { arena } from '@fakexplain/contract';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolRater } from '../harness/arena.ts';
import { beRater, launchBrowser, untilAnswerable, watchForTrouble } from '../harness/browser.ts';
import { startOwnSite, type OwnSite } from '../harness/own-site.ts';

/** Bars at 45 degrees, of a width that no tile's is a multiple of: a break in either direction moves their edges. */
const bars = { width: 3_000, height: 2_400 };
const barWidth = 37;

let site: OwnSite;
let browser: Browser;

/** A photograph without one: a soft wave under grain, which no lossless format makes small. Its size in pixels. */
const grain = { width: 512, height: 512 };
let grainPixels: Buffer;

/** A study on one image, by its slug. */
async function addStudy(slug: string, pixels: Buffer, size: { width: number; height: number }) {
  const folder = join(site.folder, slug, 'fake');
  await mkdir(folder, { recursive: true });
  const png = await sharp(pixels, { raw: { ...size, channels: 3 } })
    .png()
    .toBuffer();
  await writeFile(join(folder, `${slug}.png`), png);
  const said = await site.run('import', 'folder', join(site.folder, slug), '--dataset', slug);
  expect(said).toContain('1 generated; 0 refused');
  for (const source of ['one', 'two']) {
    const file = join(site.folder, `${source}.jsonl`);
    const explanation = { verdict: 'generated', reasoning: `It has ${slug}, says ${source}.` };
    await writeFile(file, JSON.stringify({ image: `fake/${slug}.png`, explanation }));
    const named = ['--source', source, '--name', source, '--kind', 'stand-in'];
    await site.run('import', 'explanations', file, '--dataset', slug, ...named);
  }
  const study: arena.NewStudy = {
    slug,
    title: slug,
    consent: 'Made for a test.',
    datasets: [slug],
    arms: [{ source: 'one' }, { source: 'two' }],
    repeatShare: 0,
    checkShare: 0,
  };
  await writeFile(join(site.folder, 'study.json'), JSON.stringify(study));
  await site.run('study', 'create', join(site.folder, 'study.json'));
  await site.run('study', 'open', slug);
}

beforeAll(async () => {
  [site, browser] = await Promise.all([startOwnSite(), launchBrowser()]);
  const pixels = Buffer.alloc(bars.width * bars.height * 3);
  for (let at = 0, y = 0; y < bars.height; y++)
    for (let x = 0; x < bars.width; x++, at += 3)
      pixels.fill(Math.floor((x + y) / barWidth) % 2 ? 235 : 20, at, at + 3);
  await addStudy('bars', pixels, bars);
  let state = 1;
  grainPixels = Buffer.from(
    Array.from({ length: grain.width * grain.height * 3 }, (_, i) => {
      state = (state * 48_271) % 2_147_483_647;
      return 128 + 60 * Math.sin(i / 900) + ((state & 255) - 128) / 8;
    }),
  );
  await addStudy('grain', grainPixels, grain);
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = {
  viewport: { width: 360, height: 640 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
};

interface Visit {
  page: Page;
  /** Levels of the tiles that were asked for. */
  levels: Set<string>;
  trouble: string[];
  close(): Promise<void>;
}

async function visit(options: BrowserContextOptions, study = 'bars'): Promise<Visit> {
  const context = await browser.newContext(options);
  await beRater(context, site.address, study, await enrolRater(site.arena.address, study));
  const page = await context.newPage();
  const trouble = watchForTrouble(page, site.address);
  const levels = new Set<string>();
  page.on('request', (request) => {
    const [, level] = /\/tiles\/(\d+)\//.exec(request.url()) ?? [];
    if (level !== undefined) levels.add(level);
  });
  await page.goto(`${site.address}/rate/${study}/ballot`, { waitUntil: 'networkidle' });
  if (options.javaScriptEnabled !== false) await untilAnswerable(page);
  return { page, levels, trouble, close: () => context.close() };
}

/** Where a line of pixels passes from dark to light or back, between pixels. */
function edgesOf(line: Uint8Array): number[] {
  const middle = 128;
  return [...line].flatMap((value, x) => {
    const next = line[x + 1] ?? value;
    return value < middle === next < middle ? [] : [x + (middle - value) / (next - value)];
  });
}

test('magnified, the image’s own pixels come in tiles that meet without a break', async () => {
  const { page, levels, trouble, close } = await visit(desktop);
  const stage = page.locator('[data-stage]');
  await stage.focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press('+');
  await expect.poll(() => levels.has('0'), { timeout: 20_000 }).toBe(true);
  await page.waitForLoadState('networkidle');
  const { data, info } = await sharp(await stage.screenshot())
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  // Within the border and the ring of the focus.
  const inset = 8;
  const line = (y: number) => data.subarray(y * info.width + inset, (y + 1) * info.width - inset);
  const first = edgesOf(line(inset));
  expect(first.length).toBeGreaterThan(10);
  const width = ((first.at(-1) ?? 0) - (first[0] ?? 0)) / (first.length - 1);
  // From line to line an edge goes one pixel to the left, on a bar's width and from one to the next.
  let astray = 0;
  for (let y = inset; y < info.height - inset; y++) {
    for (const edge of edgesOf(line(y))) {
      const bar = (edge + (y - inset) - (first[0] ?? 0)) / width;
      astray = Math.max(astray, Math.abs(bar - Math.round(bar)) * width);
    }
  }
  expect(astray).toBeLessThan(0.75);
  expect(trouble).toEqual([]);
  await close();
});

test('on a phone the first look is all that is fetched until it is magnified', async () => {
  const { page, levels, trouble, close } = await visit(phone);
  expect(levels.size).toBe(0);
  await page.locator('[data-stage]').focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect.poll(() => levels.size, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(trouble).toEqual([]);
  await close();
});

/** The pixels of a tile as this page gets it. */
async function pixelsOf(page: Page, tile: string): Promise<Buffer> {
  const response = await page.request.get(new URL(tile, page.url()).href);
  return sharp(await response.body())
    .raw()
    .toBuffer();
}

test('with a mouse the image’s own pixels, without loss, come at once over the first look', async () => {
  const { page, levels, trouble, close } = await visit(desktop, 'grain');
  const tile = page.locator('[data-stage] img[src*="/tiles/"]');
  await tile.waitFor();
  expect([...levels]).toEqual(['0']);
  expect((await pixelsOf(page, (await tile.getAttribute('src')) ?? '')).equals(grainPixels)).toBe(true);
  const [over, under] = await Promise.all([
    tile.boundingBox(),
    page.getByRole('img', { name: /both explanations/ }).boundingBox(),
  ]);
  // The look is fitted into its box, which is the stage's.
  expect(over?.height).toBeCloseTo(under?.height ?? 0, 0);
  expect(trouble).toEqual([]);
  await close();
});

test('without JavaScript likewise, fitted to the first look', async () => {
  const { page, close } = await visit({ ...desktop, javaScriptEnabled: false }, 'grain');
  const tile = page.locator('[data-stage] svg image');
  expect((await pixelsOf(page, (await tile.getAttribute('href')) ?? '')).equals(grainPixels)).toBe(true);
  const [over, under] = await Promise.all([
    tile.boundingBox(),
    page.getByRole('img', { name: /both explanations/ }).boundingBox(),
  ]);
  expect(over?.height).toBeCloseTo(under?.height ?? 0, 0);
  await close();
});

test('on a phone a photograph takes less than a third of its lossless bytes', async () => {
  const { page, levels, close } = await visit(phone, 'grain');
  expect(levels.size).toBe(0);
  const look = await page.request.get(
    new URL(
      (await page.getByRole('img', { name: /both explanations/ }).getAttribute('src')) ?? '',
      page.url(),
    ).href,
  );
  const lossless = await sharp(grainPixels, { raw: { ...grain, channels: 3 } })
    .webp({ lossless: true })
    .toBuffer();
  expect((await look.body()).length).toBeLessThan(lossless.length / 3);
  await close();
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { arena } from '@fakexplain/contract';
import type { Browser, Page } from 'playwright-core';
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

beforeAll(async () => {
  [site, browser] = await Promise.all([startOwnSite(), launchBrowser()]);
  const folder = join(site.folder, 'pictures', 'fake');
  await mkdir(folder, { recursive: true });
  const pixels = Buffer.alloc(bars.width * bars.height * 3);
  for (let at = 0, y = 0; y < bars.height; y++)
    for (let x = 0; x < bars.width; x++, at += 3)
      pixels.fill(Math.floor((x + y) / barWidth) % 2 ? 235 : 20, at, at + 3);
  await writeFile(
    join(folder, 'bars.png'),
    await sharp(pixels, { raw: { ...bars, channels: 3 } })
      .png()
      .toBuffer(),
  );
  const said = await site.run('import', 'folder', join(site.folder, 'pictures'), '--dataset', 'bars');
  expect(said).toContain('1 generated; 0 refused');
  for (const source of ['one', 'two']) {
    const file = join(site.folder, `${source}.jsonl`);
    const explanation = { verdict: 'generated', reasoning: `It has bars, says ${source}.` };
    await writeFile(file, JSON.stringify({ image: 'fake/bars.png', explanation }));
    const named = ['--source', source, '--name', source, '--kind', 'stand-in'];
    await site.run('import', 'explanations', file, '--dataset', 'bars', ...named);
  }
  const study: arena.NewStudy = {
    slug: 'bars',
    title: 'Bars',
    consent: 'Made for a test.',
    datasets: ['bars'],
    arms: [{ source: 'one' }, { source: 'two' }],
    repeatShare: 0,
    checkShare: 0,
  };
  await writeFile(join(site.folder, 'study.json'), JSON.stringify(study));
  await site.run('study', 'create', join(site.folder, 'study.json'));
  await site.run('study', 'open', 'bars');
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

interface Visit {
  page: Page;
  /** Levels of the tiles that were asked for. */
  levels: Set<string>;
  trouble: string[];
  close(): Promise<void>;
}

async function visit(viewport: { width: number; height: number }, deviceScaleFactor: number): Promise<Visit> {
  const context = await browser.newContext({ viewport, deviceScaleFactor });
  await beRater(context, site.address, 'bars', await enrolRater(site.arena.address, 'bars'));
  const page = await context.newPage();
  const trouble = watchForTrouble(page, site.address);
  const levels = new Set<string>();
  page.on('request', (request) => {
    const [, level] = /\/tiles\/(\d+)\//.exec(request.url()) ?? [];
    if (level !== undefined) levels.add(level);
  });
  await page.goto(`${site.address}/rate/bars/ballot`, { waitUntil: 'networkidle' });
  await untilAnswerable(page);
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
  const { page, levels, trouble, close } = await visit({ width: 1280, height: 800 }, 1);
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
  const { page, levels, trouble, close } = await visit({ width: 360, height: 640 }, 3);
  expect(levels.size).toBe(0);
  await page.locator('[data-stage]').focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect.poll(() => levels.size, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(trouble).toEqual([]);
  await close();
});

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { arena, ShownExplanation } from '@fakexplain/contract';
import type { Box, Region } from '@fakexplain/explanation';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { enrolRater } from './harness/arena.ts';
import { beRater, launchBrowser, untilAnswerable, watchForTrouble } from './harness/browser.ts';
import { startOwnSite, type OwnSite } from './harness/own-site.ts';
import { imageOfBallot, readShownBallot, readSide, shows } from './harness/shown-ballot.ts';

/** Photographs and generated images with notes as training rows, lent beside the project's own folder. */
const lent = join(import.meta.dirname, '../../shared/real-images');
const annotations = join(lent, 'annotations.jsonl');
const isLent = existsSync(annotations);
if (!isLent)
  console.warn(`Skipped, as there is no ${annotations}: real images are lent, not part of the project.`);

const rowSchema = z.object({
  images: z.tuple([z.string()]),
  objects: z.object({
    ref: z.array(z.string()).default([]),
    bbox: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])).default([]),
  }),
});

/** One image, and what each of two sources marks on it. */
interface Case {
  path: string;
  sha256: string;
  noted: ShownExplanation;
  guessed: ShownExplanation;
}

async function readCases(): Promise<Case[]> {
  const lines = (await readFile(annotations, 'utf8')).trim().split('\n');
  return Promise.all(
    lines.map(async (line) => {
      const {
        images: [path],
        objects: { ref, bbox },
      } = rowSchema.parse(JSON.parse(line));
      const file = await readFile(join(lent, path));
      const regions = bbox.map((box, index) => ({ box, description: ref[index] ?? '' }));
      return {
        path,
        sha256: createHash('sha256').update(file).digest('hex'),
        noted:
          regions.length > 0
            ? { verdict: 'generated', tags: [], reasoning: '', regions }
            : { verdict: 'real', tags: [], reasoning: 'No region looks synthetic.', regions },
        guessed: guess(regions),
      };
    }),
  );
}

/** Half as far from the corner and half as large, so that it lies in the image and mostly beside what was noted. */
const astray = ([x1, y1, x2, y2]: Box): Box => [x1 >> 1, y1 >> 1, (x2 >> 1) + 1, (y2 >> 1) + 1];

function guess(noted: Region[]): ShownExplanation {
  const regions =
    noted.length > 0
      ? noted.map(({ box, description }) => ({ box: astray(box), description: `perhaps ${description}` }))
      : [{ box: [4, 6, 52, 48] satisfies Box, description: 'this corner is too smooth' }];
  return { verdict: 'generated', tags: ['guess'], reasoning: 'It looks generated.', regions };
}

/** Peak signal-to-noise ratio in dB of a picture, of the image that it is of, on white and reduced as first looks are. */
async function fidelityOf(file: string, picture: Buffer): Promise<number> {
  const [original, shown] = await Promise.all([
    sharp(file)
      .flatten({ background: '#ffffff' })
      .resize(640, 640, { fit: 'inside', withoutEnlargement: true, fastShrinkOnLoad: false })
      .toColourspace('srgb')
      .raw()
      .toBuffer(),
    sharp(picture).raw().toBuffer(),
  ]);
  if (original.length !== shown.length) return 0;
  const squares = original.reduce((sum, value, index) => sum + (value - (shown[index] ?? 0)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / original.length));
}

describe.runIf(isLent)('real images', () => {
  let site: OwnSite;
  let browser: Browser;
  let cases: Case[];
  const said: Record<string, string> = {};

  beforeAll(async () => {
    [site, browser, cases] = await Promise.all([startOwnSite(), launchBrowser(), readCases()]);
    const dataset = ['--dataset', 'wild'];
    said.images = await site.run('import', 'fakexplained', annotations, ...dataset, '--human', 'notes');
    const guesses = join(site.folder, 'guesses.jsonl');
    const rows = cases.map(({ path, guessed }) => JSON.stringify({ image: path, explanation: guessed }));
    await writeFile(guesses, rows.join('\n'));
    const source = ['--source', 'guesses', '--name', 'Guesses', '--kind', 'stand-in'];
    said.guesses = await site.run('import', 'explanations', guesses, ...dataset, ...source);
    const study: arena.NewStudy = {
      slug: 'wild',
      title: 'Images from the wild',
      consent: 'Made for a test.',
      datasets: ['wild'],
      arms: [{ source: 'notes' }, { source: 'guesses' }],
      embargo: 'nothing',
      repeatShare: 0,
      checkShare: 0,
    };
    const file = join(site.folder, 'study.json');
    await writeFile(file, JSON.stringify(study));
    await site.run('study', 'create', file);
    said.study = await site.run('study', 'open', 'wild');
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  test('go in by the commands, with a second source and a study', () => {
    expect(said).toEqual({
      // After what the rows were understood to say.
      images: expect.stringContaining(
        [
          'Files with EXIF: 0 of 8 real, 2 of 9 generated',
          'Files with text chunks or comments: 0 of 8 real, 1 of 9 generated',
          'Files with something on how the image was made: 0 of 8 real, 3 of 9 generated',
          '9 generated, 8 real; 0 refused\n',
        ].join('\n'),
      ),
      guesses: expect.stringMatching(/17 ok; 0 refused\n$/),
      // One image is kept for practice.
      study: 'wild: open, 2 arms, 16 images, 0 votes by 0 raters — Images from the wild\n',
    });
  });

  test('are shown on ballots, each with the regions of both sources where they belong', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await beRater(context, site.address, 'wild', await enrolRater(site.arena.address, 'wild'));
    const page = await context.newPage();
    const trouble = watchForTrouble(page, site.address);
    await page.goto(`${site.address}/rate/wild/ballot`);
    const seen = new Set<string>();
    const asked = cases.length - 1;
    for (let ballot = 1; ballot <= asked; ballot += 1) {
      await page.getByRole('heading', { level: 1, name: `Ballot ${ballot}`, exact: true }).waitFor();
      await untilAnswerable(page);
      const { ballot: id, picture, left, right } = await readShownBallot(page);
      const image = await imageOfBallot(site.databaseUrl, id);
      const shown = cases.find(({ sha256 }) => sha256 === image);
      if (!shown) throw new Error(`ballot ${ballot} shows an image that was not imported`);
      const { path, noted, guessed } = shown;
      const isNoted = shows(left, noted);
      expect(shows(isNoted ? left : right, noted), `what was noted of ${path}`).toBe(true);
      expect(shows(isNoted ? right : left, guessed), `what was guessed of ${path}`).toBe(true);
      expect(await fidelityOf(join(lent, path), picture), path).toBeGreaterThan(35);
      seen.add(image);
      await page.keyboard.press(isNoted ? 'ArrowLeft' : 'ArrowRight');
    }
    expect(seen.size).toBe(asked);
    await page.getByText('All your votes are saved.').waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  test('have pages of their own that show the same', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const trouble = watchForTrouble(page, site.address);
    for (const { sha256, path, noted, guessed } of cases) {
      await page.goto(`${site.address}/cases/${sha256}?show=A&show=B`);
      await page.getByRole('heading', { level: 1, name: path }).waitFor();
      const image = page.getByRole('img', { name: 'The image of this case' });
      expect(shows(await readSide(page, 'notes', image), noted), `notes on ${path}`).toBe(true);
      expect(shows(await readSide(page, 'Guesses', image), guessed), `guesses on ${path}`).toBe(true);
    }
    expect(trouble).toEqual([]);
    await page.close();
  });
});

import { createHash } from 'node:crypto';
import type { Box, ImageSize } from '@fakexplain/explanation';
import type { ShownExplanation } from '@fakexplain/contract';
import type { Page } from 'playwright-core';

export interface ShownSide {
  /** Everything that the card says, white space as one blank. */
  words: string;
  /** The regions as the card lists them, with the box drawn on the image, in the image's pixels. */
  regions: { words: string; box: Box }[];
  tags: string[];
}

export interface ShownBallot {
  title: string;
  /** SHA-256 of the image that the page shows. */
  image: string;
  left: ShownSide;
  right: ShownSide;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/** What a person sees on a ballot page, read from the page alone. */
export async function readShownBallot(page: Page): Promise<ShownBallot> {
  const image = page.getByRole('img', { name: 'The image that both explanations are about' });
  const [source, width, height] = await Promise.all(
    ['src', 'width', 'height'].map((name) => image.getAttribute(name)),
  );
  const file = await page.request.get(new URL(source ?? '', page.url()).href);
  const size = { width: Number(width), height: Number(height) };
  return {
    title: await page.getByRole('heading', { level: 1 }).innerText(),
    image: createHash('sha256')
      .update(await file.body())
      .digest('hex'),
    left: await readSide(page, 'A', size),
    right: await readSide(page, 'B', size),
  };
}

/** The explanation card `Explanation A` or `Explanation B`, with the boxes drawn for it. */
async function readSide(page: Page, letter: 'A' | 'B', size: ImageSize): Promise<ShownSide> {
  const card = page.getByRole('region', { name: `Explanation ${letter}`, exact: true });
  const listed = await card
    .getByRole('list', { name: /^Regions of/ })
    .getByRole('button')
    .allInnerTexts();
  const boxes = await readBoxes(page, letter, size);
  return {
    words: oneLine(await card.innerText()),
    regions: listed.map((words, index) => ({
      words: oneLine(words),
      box: boxes.get(`${letter}${index + 1}`) ?? [0, 0, 0, 0],
    })),
    tags: await card
      .getByRole('list', { name: /^Tags of/ })
      .getByRole('listitem')
      .allInnerTexts(),
  };
}

/**
 * The boxes drawn over the image, by the name of their region, in the pixels of an image of this size, which lies whole
 * and centred below them.
 */
export async function readBoxes(page: Page, letter: string, size: ImageSize): Promise<Map<string, Box>> {
  const drawing = page.getByRole('group', { name: 'Regions', exact: true });
  const viewBox = await drawing.getAttribute('viewBox');
  const [, , stageWidth = 0, stageHeight = 0] = (viewBox ?? '').split(' ').map(Number);
  const scale = Math.min(stageWidth / size.width, stageHeight / size.height);
  const left = (stageWidth - size.width * scale) / 2;
  const top = (stageHeight - size.height * scale) / 2;
  const boxes = new Map<string, Box>();
  for (const region of await drawing.getByRole('button', { name: new RegExp(`^${letter}\\d+,`) }).all()) {
    const [name = ''] = ((await region.getAttribute('aria-label')) ?? '').split(',');
    const rectangle = region.locator('rect').first();
    const [x = 0, y = 0, width = 0, height = 0] = await Promise.all(
      ['x', 'y', 'width', 'height'].map(async (side) => Number(await rectangle.getAttribute(side))),
    );
    boxes.set(name, [
      (x - left) / scale,
      (y - top) / scale,
      (x + width - left) / scale,
      (y + height - top) / scale,
    ]);
  }
  return boxes;
}

/** Whether a card shows this explanation; boxes are shown in whole pixels. */
export function shows(side: ShownSide, { verdict, tags, reasoning, regions }: ShownExplanation): boolean {
  return (
    side.words.includes(verdict === null ? 'No verdict' : `Says ${verdict}`) &&
    side.words.includes(oneLine(reasoning)) &&
    side.tags.length === tags.length &&
    tags.every((tag) => side.tags.includes(tag)) &&
    side.regions.length === regions.length &&
    regions.every(({ box, description }, index) => {
      const shown = side.regions[index];
      return shown?.words.includes(oneLine(description)) && near(shown.box, box, 1.01);
    })
  );
}

export const near = (one: Box, other: Box, tolerance: number): boolean =>
  one.every((value, index) => Math.abs(value - (other[index] ?? Number.NaN)) <= tolerance);

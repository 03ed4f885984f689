import { connect } from '@fakexplain/database';
import type { Box, ImageSize } from '@fakexplain/explanation';
import type { ShownExplanation } from '@fakexplain/contract';
import type { Locator, Page } from 'playwright-core';

export interface ShownSide {
  /** Everything that the card says, white space as one blank. */
  words: string;
  /** The regions as the card lists them, with the box drawn on the image, in the image's pixels. */
  regions: { words: string; box: Box }[];
  tags: string[];
}

export interface ShownBallot {
  title: string;
  /** Id of the ballot, as the address of its picture names it. */
  ballot: string;
  /** The picture that the page shows at first. */
  picture: Buffer;
  left: ShownSide;
  right: ShownSide;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/** What a person sees on a ballot page, read from the page alone. */
export async function readShownBallot(page: Page): Promise<ShownBallot> {
  const image = page.getByRole('img', { name: 'The image that both explanations are about' });
  const address = new URL((await image.getAttribute('src')) ?? '', page.url());
  const [, ballot = ''] = /\/ballots\/([^/]+)\/image$/.exec(address.pathname) ?? [];
  return {
    title: await page.getByRole('heading', { level: 1 }).innerText(),
    ballot,
    picture: await (await page.request.get(address.href)).body(),
    left: await readSide(page, 'Explanation A', image),
    right: await readSide(page, 'Explanation B', image),
  };
}

/** The card with this title, and where the boxes of its regions lie on the image. */
export async function readSide(page: Page, title: string, image: Locator): Promise<ShownSide> {
  const card = page.getByRole('region', { name: title, exact: true });
  const listed = await card
    .getByRole('list', { name: /^Regions of/ })
    .getByRole('button')
    .allInnerTexts();
  const boxes = listed.length > 0 ? await readBoxes(page, image) : undefined;
  return {
    words: oneLine(await card.innerText()),
    regions: listed.map(oneLine).map((words) => {
      const [name = ''] = words.split(' ');
      const box = boxes?.get(name);
      if (!box) throw new Error(`${name} is not drawn on the image`);
      return { words, box };
    }),
    tags: await card
      .getByRole('list', { name: /^Tags of/ })
      .getByRole('listitem')
      .allInnerTexts(),
  };
}

/** SHA-256 of the image that a ballot is about, which only the database knows. */
export async function imageOfBallot(databaseUrl: string, ballot: string): Promise<string> {
  const { sql, close } = connect(databaseUrl, { max: 1 });
  const [found] = await sql<{ sha256: string }[]>`
    select i.image_sha256 as sha256 from arena.ballots b
    join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
    where b.id = ${ballot}`;
  await close();
  if (!found) throw new Error(`there is no ballot ${ballot}`);
  return found.sha256;
}

/** The size in whose pixels boxes are, of an image that is displayed; fails for one that could not be decoded. */
async function sizeOf(image: Locator): Promise<ImageSize> {
  await image.evaluate((node: { decode(): Promise<void> }) => node.decode());
  const [width, height] = [await image.getAttribute('width'), await image.getAttribute('height')].map(Number);
  if (!width || !height) throw new Error('the image does not say its size');
  return { width, height };
}

interface Drawn {
  getBBox(): { x: number; y: number; width: number; height: number };
  getScreenCTM(): { a: number; d: number; e: number; f: number };
}

/** Where a shape lies in the window, without the width of its lines. Runs in the page. */
const onScreen = (shape: Drawn) => {
  const { x, y, width, height } = shape.getBBox();
  const { a, d, e, f } = shape.getScreenCTM();
  return { x: x * a + e, y: y * d + f, width: width * a, height: height * d };
};

/** Where the boxes lie on the screen, by name, as whole pixels of the image below them, which is shown whole in its element. */
async function readBoxes(page: Page, image: Locator): Promise<Map<string, Box>> {
  const size = await sizeOf(image);
  const frame = await image.boundingBox();
  if (!frame) throw new Error('the image is not displayed');
  const scale = Math.min(frame.width / size.width, frame.height / size.height);
  const left = frame.x + (frame.width - size.width * scale) / 2;
  const top = frame.y + (frame.height - size.height * scale) / 2;
  const regions = page.locator('[data-stage] .region');
  const boxes = new Map<string, Box>();
  for (const region of await regions.all()) {
    const name = (await region.getAttribute('data-region')) ?? '';
    const { x, y, width, height } = await region.locator('rect').first().evaluate(onScreen);
    // A little less than 0 is 0, not -0.
    const pixels = (onScreen: number, origin: number) => Math.round((onScreen - origin) / scale) + 0;
    boxes.set(name, [pixels(x, left), pixels(y, top), pixels(x + width, left), pixels(y + height, top)]);
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

const near = (one: Box, other: Box, tolerance: number): boolean =>
  one.every((value, index) => Math.abs(value - (other[index] ?? Number.NaN)) <= tolerance);

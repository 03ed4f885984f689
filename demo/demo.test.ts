import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arena } from '@fakexplain/contract';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeCollection } from './draw/collection.ts';
import { manifest } from './draw/manifest.ts';
import { annotationRow, explanationRow, headerRow } from './draw/rows.ts';
import { standIns } from './draw/sources/index.ts';

/** `fakexplain demo draw demo --seed 1` writes the files of this folder. */
const images = [...composeCollection(1)];
const read = (file: string) => readFile(join(import.meta.dirname, file), 'utf8');
const rowsOf = async (file: string) =>
  (await read(file))
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
/** As the file has it: what JSON leaves out is left out. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('the annotations and the manifest are those of the drawn images', async () => {
  expect(await rowsOf('annotations.jsonl')).toEqual(asJson(images.map(annotationRow)));
  expect(parse(await read('manifest.yaml'))).toEqual(parse(manifest(images)));
  const files = await readdir(join(import.meta.dirname, 'images'));
  expect(files.map((file) => `images/${file}`).toSorted()).toEqual(images.map(({ path }) => path).toSorted());
});

test.each(standIns)('the explanations of $slug are what it says of the drawn images', async (standIn) => {
  const drawn = [headerRow(standIn), ...images.map((image) => explanationRow(standIn, image))];
  expect(await rowsOf(`explanations/${standIn.slug}.jsonl`)).toEqual(asJson(drawn));
});

// Renderers and encoders may round otherwise on other processors, so pixels are compared, and not bytes.
test.each(images.filter((_, index) => index % 40 === 0))(
  '$path shows what is drawn',
  async ({ path, picture }) => {
    const drawn = await sharp(Buffer.from(picture.svg)).removeAlpha().raw().toBuffer();
    const kept = await sharp(join(import.meta.dirname, path))
      .removeAlpha()
      .raw()
      .toBuffer();
    expect(kept.length).toBe(drawn.length);
    const difference = drawn.reduce((sum, value, index) => sum + Math.abs(value - (kept[index] ?? 0)), 0);
    // Measured: 1.5 to 3 levels of 255 are lost to the encoder; another scene differs by 40 and more.
    expect(difference / drawn.length).toBeLessThan(6);
  },
);

test('the study is one that the arena takes, and its arms are the sources of this folder and the model', async () => {
  const study = arena.newStudySchema.parse(parse(await read('study.yaml')));
  expect(study).toMatchObject({ slug: 'demo', demo: true, datasets: ['demo'], ballotsPerRater: 30 });
  expect(study.arms.map(({ source }) => source).toSorted()).toEqual(
    ['demo-reference', 'fakexplainer-tiny-demo', ...standIns.map(({ slug }) => slug)].toSorted(),
  );
  expect(study.arms[0]?.source).toBe('demo-reference');
});

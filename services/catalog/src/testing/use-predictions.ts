import { decodeMask, maskSchema } from '@fakexplain/explanation';
import { lines, row, temporaryFolder } from '@fakexplain/fixtures/dataset-folder';
import { newImage } from '@fakexplain/fixtures/images';
import sharp, { type Sharp } from 'sharp';
import { beforeAll } from 'vitest';
import { z } from 'zod';
import { importTrainingRows } from '../datasets/import-training-rows.ts';
import type { Refusal } from '../rows/refusal.ts';
import type { ImportOptions } from '../rows/take-rows.ts';
import { contentOf, useCatalog } from './use-catalog.ts';
import { importPredictions } from '../predictions/import-predictions.ts';
import type { Producer } from '../predictions/open-producer.ts';

const size = { width: 40, height: 30 };
const generated = ['a/1.jpg', 'a/11.jpg', 'a/2.jpg', 'b/2.jpg', 'twins/5.jpg'];
const real = ['a/3.jpg', 'twins/5.png', 'last.png'];
export const imagePaths = [...generated, ...real];

/** How masks are read by default. */
export const mask = { threshold: 0.5, scale: false };

/**
 * A catalog with the dataset `set` of `imagePaths`, 40 × 30 pixels each; call at the top of the file.
 * @returns imports predictions of a source for it, and says what became of them and what is there
 */
export function usePredictions() {
  const catalog = useCatalog();
  beforeAll(async () => {
    const folder = await temporaryFolder();
    for (const name of imagePaths) await folder.write(name, await newImage());
    const dataset = { slug: 'set', title: 'Set', kind: 'other', licence: '', source: '' } as const;
    await importTrainingRows({
      ...catalog(),
      file: await folder.write(
        'rows.jsonl',
        lines([...generated.map((name) => row(name, [1, 2, 30, 20])), ...real.map((name) => row(name))]),
      ),
      imagesFolder: folder.path,
      manifest: { dataset: { ...dataset, localisation: 'visible_artifact' }, images: new Map() },
    });
    await folder.remove();
  });

  return async function bring(
    file: string,
    producer: Producer,
    { root, source, ...options }: ImportOptions & { root?: string; source: string },
  ) {
    const refusals: Refusal[] = [];
    const { summary, notes } = await importPredictions(
      { ...catalog(), file, producer, dataset: 'set', source: { slug: source }, root },
      { onRefusal: (refusal) => refusals.push(refusal), ...options },
    );
    const { explanations } = await contentOf(catalog(), 'set');
    const said = explanations.filter((row) => row['source'] === source);
    const told = refusals.map(({ file: at, line, field, reason }) => [
      line ?? at.slice(file.length),
      field,
      reason,
    ]);
    return { summary, notes, told, said };
  };
}

export type Drawn = readonly (readonly [x1: number, y1: number, x2: number, y2: number, grey?: number])[];

/** A mask: boxes of a grey (white by default) on black. */
export function drawMask(boxes: Drawn, { width, height } = size): Sharp {
  const pixels = new Uint8Array(width * height);
  for (const [x1, y1, x2, y2, grey = 255] of boxes) {
    for (let y = y1; y < y2; y += 1) pixels.fill(grey, y * width + x1, y * width + x2);
  }
  return sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
}
/** The same as a PNG. */
export const png = (boxes: Drawn, of = size) => drawMask(boxes, of).png().toBuffer();

/** The masks of an explanation's regions, in order. */
export const masksOf = (said: Record<string, unknown> | undefined) =>
  z
    .array(z.object({ mask: maskSchema }))
    .parse(said?.['regions'])
    .map(({ mask }) => decodeMask(mask));

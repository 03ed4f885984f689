import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readProcessorConfig } from '../checkpoint/processor-config.ts';
import { goldenFolder, goldenImage, goldenImages } from '../testing/golden.ts';
import { ImageError } from './decode-rgb.ts';
import { prepareImage } from './prepare-image.ts';

const config = await readProcessorConfig(goldenFolder);

test.each(goldenImages)('is what the slow processor makes of it, bit for bit: $name', async (golden) => {
  const { patches, grid } = await prepareImage(golden.bytes, config);
  expect(grid).toEqual(golden.grid);
  const every = Math.max(1, Math.floor(patches.length / 12));
  expect(golden.samples.map((_, index) => patches[index * every])).toEqual(golden.samples);
  expect(createHash('sha256').update(patches).digest('hex')).toBe(golden.sha256);
});

test('refuses bytes that are not an image, and an image that is cut off', async () => {
  await expect(prepareImage(new Uint8Array([1, 2, 3]), config)).rejects.toThrow(ImageError);
  const cut = goldenImage('photo.jpg').bytes.slice(0, 40);
  await expect(prepareImage(cut, config)).rejects.toThrow(ImageError);
});

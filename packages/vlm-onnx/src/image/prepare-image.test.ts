import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readProcessorConfig } from '../checkpoint/processor-config.ts';
import { goldenFolder, goldenPicture, goldenPictures } from '../golden/golden.testing.ts';
import { preparePicture } from './prepare-image.ts';

const config = await readProcessorConfig(goldenFolder);

test.each(goldenPictures)('is what the slow processor makes of it, bit for bit: $name', async (golden) => {
  const { patches, grid } = await preparePicture(golden.bytes, config);
  expect(grid).toEqual(golden.grid);
  const every = Math.max(1, Math.floor(patches.length / 12));
  expect(golden.samples.map((_, index) => patches[index * every])).toEqual(golden.samples);
  expect(createHash('sha256').update(patches).digest('hex')).toBe(golden.sha256);
});

test('refuses what is no picture, and shapes that the model does not take, as the fault of the image', async () => {
  await expect(preparePicture(new Uint8Array([1, 2, 3]), config)).rejects.toMatchObject({ fault: 'image' });
  const cut = goldenPicture('photo.jpg').bytes.slice(0, 40);
  await expect(preparePicture(cut, config)).rejects.toMatchObject({ fault: 'image' });
});

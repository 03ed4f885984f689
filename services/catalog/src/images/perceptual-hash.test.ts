import { drawnImage } from '@fakexplain/fixtures/images';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hammingDistance } from '../duplicates/near-hashes.ts';
import { perceptualHash } from './perceptual-hash.ts';

const hashOf = (bytes: Uint8Array) => perceptualHash(sharp(bytes));

test('bits by hand: each of eight rows rises and falls as its pixels do', async () => {
  // Nine columns: brighter than before at columns 1, 3, 5, 7, so every row reads 10101010.
  const row = [0, 200, 0, 200, 0, 200, 0, 200, 0];
  const pixels = Buffer.from(Array.from({ length: 8 }, () => row).flat());
  const bytes = await sharp(pixels, { raw: { width: 9, height: 8, channels: 1 } })
    .png()
    .toBuffer();
  expect(await hashOf(bytes)).toBe('aa'.repeat(8));
});

test('a picture scaled, recompressed, made grey or turned by its EXIF is near itself; others are far', async () => {
  const image = await drawnImage(1, { width: 320, height: 240, format: 'png' });
  const first = await hashOf(image);
  const changed = [
    await sharp(image).resize(111, 83).jpeg({ quality: 60 }).toBuffer(),
    await sharp(image).webp({ quality: 30 }).toBuffer(),
    await sharp(image).modulate({ brightness: 1.1 }).png().toBuffer(),
    await sharp(image).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    await sharp(image).ensureAlpha().toColourspace('rgb16').png().toBuffer(),
  ];
  for (const bytes of changed) expect(hammingDistance(first, await hashOf(bytes))).toBeLessThanOrEqual(3);
  for (const seed of [2, 3, 4]) {
    expect(hammingDistance(first, await hashOf(await drawnImage(seed)))).toBeGreaterThan(12);
  }
});

test('a flat picture hashes to 0', async () => {
  const flat = sharp({ create: { width: 50, height: 50, channels: 3, background: '#5a5' } });
  expect(await hashOf(await flat.png().toBuffer())).toBe('0'.repeat(16));
});

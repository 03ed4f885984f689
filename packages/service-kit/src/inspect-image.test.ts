import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { inspectImage } from './inspect-image.ts';

const image = () =>
  sharp({
    create: {
      width: 60,
      height: 40,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 120, sigma: 40 },
    },
  });
/** A small PNG whose header claims another size. */
async function claiming(width: number, height: number): Promise<Buffer> {
  const bytes = await image().png().toBuffer();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}
const frames = () =>
  sharp(Buffer.from([...Array(300).fill(0), ...Array(300).fill(200)]), {
    raw: { width: 10, height: 20, channels: 3, pageHeight: 10 },
  });

const inspect = (bytes: Uint8Array) => inspectImage(bytes, 100_000_000, (image) => image.stats());

test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('%s is told by its content', async (format) => {
  const bytes = await image().toFormat(format).toBuffer();
  expect(await inspect(bytes)).toMatchObject({ mediaType: `image/${format}`, width: 60, height: 40 });
});

test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('%s cut short is refused', async (format) => {
  const bytes = await image().toFormat(format).toBuffer();
  for (const share of [0.3, 0.6, 0.9, 0.98]) {
    await expect(inspect(bytes.subarray(0, bytes.length * share))).rejects.toThrow(/damaged or cut short/);
  }
});

test('a PNG with damaged bytes is refused', async () => {
  const bytes = await image().png().toBuffer();
  for (let at = bytes.length >> 1; at < (bytes.length >> 1) + 40; at += 1) bytes.writeUInt8(0x5a, at);
  await expect(inspect(bytes)).rejects.toThrow(/damaged/);
});

test('a photograph that browsers turn has the size they show', async () => {
  const bytes = await image().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect(await inspect(bytes)).toMatchObject({ width: 40, height: 60 });
  const upsideDown = await image().withMetadata({ orientation: 3 }).jpeg().toBuffer();
  expect(await inspect(upsideDown)).toMatchObject({ width: 60, height: 40 });
});

test('a decompression bomb is refused by its header', async () => {
  await expect(inspect(await claiming(50_000, 40_000))).rejects.toThrow(
    'the image is 50000 × 40000 pixels large',
  );
  await expect(inspect(await claiming(60, 41))).rejects.toThrow(/damaged/);
});

test('animations are refused', async () => {
  await expect(inspect(await frames().gif().toBuffer())).rejects.toThrow(/animated/);
  await expect(inspect(await frames().webp().toBuffer())).rejects.toThrow(/animated/);
});

test.each([
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /no known image/],
  ['text', Buffer.from('not an image'), /no known image/],
  ['nothing', Buffer.alloc(0), /no known image/],
  ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), /application\/pdf/],
])('%s is refused', async (_, bytes, reason) => {
  await expect(inspect(bytes)).rejects.toThrow(reason);
});

test('a TIFF is refused, since browsers do not show it', async () => {
  await expect(inspect(await image().tiff().toBuffer())).rejects.toThrow('the content is image/tiff');
});

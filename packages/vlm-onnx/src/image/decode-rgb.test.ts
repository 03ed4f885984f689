import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeLimits, decodeRgb } from './decode-rgb.ts';
import golden from './golden/decode-rgb.json' with { type: 'json' };

test.each(golden)('reads as Pillow: $name', async ({ file, size, sha256 }) => {
  const { width, height, channels, data } = await decodeRgb(Buffer.from(file, 'base64'));
  expect([width, height, channels]).toEqual([...size, 3]);
  expect(createHash('sha256').update(data).digest('hex')).toBe(sha256);
});

const png = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#123456' } })
    .png()
    .toBuffer();

/** A file that only says how large it is. */
async function claim(width: number, height: number): Promise<Buffer> {
  const file = await png(1, 1);
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  file.writeUInt32BE(crc32(file.subarray(12, 29)), 29);
  return file;
}

test.each([
  ['not an image', async () => Buffer.from('<html>'), /cannot be decoded \(.*unsupported image format/],
  ['nothing', async () => Buffer.alloc(0), /^the file is empty$/],
  ['cut short', async () => (await png(40, 40)).subarray(0, 90), /cannot be decoded/],
  [
    'too many pixels',
    () => claim(20_000, 5001),
    /^the image is 20000 × 5001 pixels large; at most 100000000 are decoded$/,
  ],
  [
    'too many bytes',
    async () => Buffer.alloc(decodeLimits.bytes + 1),
    /^the file is 67108865 bytes large; at most 67108864 are decoded$/,
  ],
])('%s is the image’s fault, and said', async (_, make, message) => {
  await expect(decodeRgb(await make())).rejects.toMatchObject({
    name: 'ImageError',
    message: expect.stringMatching(message),
  });
});

test('a JPEG cut short is refused, not filled with grey', async () => {
  const whole = Buffer.from(golden[0]?.file ?? '', 'base64');
  await expect(decodeRgb(whole.subarray(0, whole.length - 60))).rejects.toMatchObject({ name: 'ImageError' });
});

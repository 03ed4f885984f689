import sharp from 'sharp';
import { expect, test } from 'vitest';
import { padPicture } from './pad-picture.ts';

const picture = (width: number, height: number, lossless = true) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#369',
      noise: { type: 'gaussian', mean: 120, sigma: 40 },
    },
  })
    .webp({ lossless })
    .toBuffer();
const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();

test.each([
  ['lossless', true],
  ['lossy', false],
])(
  'the same %s picture under many keys: other bytes and sizes, equal pixels; under one key the same bytes',
  async (_, lossless) => {
    const webp = await picture(60, 45, lossless);
    const plain = await pixels(webp);
    const padded = Array.from({ length: 60 }, (_, ballot) => padPicture(webp, `ballot ${ballot}`));
    expect(new Set(padded.map((bytes) => Buffer.from(bytes).toString('base64'))).size).toBe(60);
    // 60 lengths of 512 possible ones: few coincide.
    expect(new Set(padded.map(({ length }) => length)).size).toBeGreaterThan(45);
    for (const bytes of padded) expect(Buffer.compare(await pixels(bytes), plain)).toBe(0);
    expect(Buffer.from(padPicture(webp, 'ballot 7')).equals(Buffer.from(padded[7] ?? []))).toBe(true);
  },
);

test.each([
  [1, 1, 'VP8L'],
  [512, 3, 'VP8L'],
  [3, 640, 'VP8L'],
  [1, 1, 'VP8 '],
  [640, 427, 'VP8 '],
])(
  '%i × %i, %s: the header says the size, and every chunk is where the one before ends',
  async (width, height, kind) => {
    const bytes = Buffer.from(padPicture(await picture(width, height, kind === 'VP8L'), 'key'));
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width, height });
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    const chunks = [];
    for (let at = 12; at < bytes.length;) {
      chunks.push(bytes.toString('latin1', at, at + 4));
      const length = bytes.readUInt32LE(at + 4);
      at += 8 + length + (length % 2);
      expect(at).toBeLessThanOrEqual(bytes.length);
    }
    expect(chunks).toEqual(['VP8X', kind, 'JUNK']);
    expect([bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]).toEqual([width, height]);
  },
);

test('anything but an opaque WebP is not padded', async () => {
  const carrying = await sharp(await picture(8, 8))
    .webp()
    .withXmp('<x/>')
    .toBuffer();
  expect(() => padPicture(carrying, 'key')).toThrow(/opaque WebP/);
  expect(() => padPicture(Buffer.from('RIFF'), 'key')).toThrow(/opaque WebP/);
});

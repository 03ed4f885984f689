import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { exifTags } from './exif-tags.ts';
import { fileChunks } from './file-chunks.ts';
import { findMarks } from './find-marks.ts';

const formats = ['png', 'jpeg', 'webp', 'avif', 'gif'] as const;
type Format = (typeof formats)[number];

const plain = (): Sharp => sharp({ create: { width: 24, height: 16, channels: 3, background: '#369' } });
const encode = (format: Format, image = plain()) => image.toFormat(format).toBuffer();
const marks = async (format: Format, bytes: Uint8Array) => findMarks(bytes, `image/${format}`);
const xmp = (inner: string) =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">${inner}</x:xmpmeta><?xpacket end="w"?>`;

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const insert = (file: Buffer, at: number, ...parts: Buffer[]) =>
  Buffer.concat([file.subarray(0, at), ...parts, file.subarray(at)]);

/** The formats' own ways to carry a chunk, by their specifications. */
const afterHeader: Record<Format, (file: Buffer, name: string, data: Buffer) => Buffer> = {
  png(file, name, data) {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    return insert(file, 33, uint32(data.length), body, uint32(crc32(body)));
  },
  jpeg(file, name, data) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(data.length + 2);
    return insert(file, 2, Buffer.from(name, 'hex'), length, data);
  },
  webp(file, name, data) {
    const padded = Buffer.concat([data, Buffer.alloc(data.length % 2)]);
    const whole = Buffer.concat([
      file,
      Buffer.from(name, 'latin1'),
      uint32(data.length).toReversed(),
      padded,
    ]);
    whole.writeUInt32LE(whole.length - 8, 4);
    return whole;
  },
  avif: (file, name, data) =>
    Buffer.concat([file, uint32(data.length + 8), Buffer.from(name, 'latin1'), data]),
  // After the header of 13 bytes and its table of colours.
  gif: (file, name, data) =>
    insert(
      file,
      13 + (file.readUInt8(10) & 0x80 ? 3 * 2 ** ((file.readUInt8(10) & 7) + 1) : 0),
      Buffer.from(name, 'hex'),
      Buffer.of(data.length),
      data,
      Buffer.of(0),
    ),
};

test.each(formats)('a plain %s has no mark', async (format) => {
  expect(await marks(format, await encode(format))).toEqual([]);
});

describe.each(['png', 'jpeg', 'webp', 'avif'] as const)('%s', (format) => {
  test('with EXIF that names a program, and with EXIF that does not', async () => {
    const naming = plain().withExif({ IFD0: { Software: 'Midjourney v6' } });
    expect(await marks(format, await encode(format, naming))).toEqual(['exif', 'made']);
    const silent = plain().withExif({ IFD0: { Copyright: 'someone' } });
    expect(await marks(format, await encode(format, silent))).toEqual(['exif']);
  });

  test('with XMP that names a source, and with XMP that does not', async () => {
    const naming = plain().withXmp(xmp('<a Iptc4xmpExt:DigitalSourceType="trainedAlgorithmicMedia"/>'));
    expect(await marks(format, await encode(format, naming))).toEqual(['xmp', 'made']);
    expect(await marks(format, await encode(format, plain().withXmp(xmp('<a/>'))))).toEqual(['xmp']);
  });

  test('with content credentials where the format keeps them', async () => {
    const box = Buffer.concat([uint32(20), Buffer.from('jumb'), Buffer.from('c2pa manifest')]);
    const place: Record<typeof format, [string, Buffer]> = {
      png: ['caBX', box],
      jpeg: ['ffeb', Buffer.concat([Buffer.from('JP\0\0\0\0\0\0'), box])],
      webp: ['C2PA', box],
      avif: ['uuid', Buffer.concat([Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex'), box])],
    };
    const [name, data] = place[format];
    const signed = afterHeader[format](await encode(format), name, data);
    expect(await marks(format, signed)).toEqual(['c2pa', 'made']);
    // A chunk of another name is none.
    const other = { png: 'abCD', jpeg: 'ffec', webp: 'ABCD', avif: 'free' }[format];
    expect(await marks(format, afterHeader[format](await encode(format), other, data))).toEqual([]);
  });
});

test.each([
  ['tEXt', 'parameters', ['text', 'made']],
  ['tEXt', 'Software', ['text', 'made']],
  ['tEXt', 'Author', ['text']],
  ['zTXt', 'prompt', ['text', 'made']],
  ['iTXt', 'workflow', ['text', 'made']],
  ['iTXt', 'Title', ['text']],
])('PNG: a chunk %s with the keyword %s', async (name, keyword, expected) => {
  const head = Buffer.from(`${keyword}\0`, 'latin1');
  const data = {
    tEXt: Buffer.concat([head, Buffer.from('sdxl')]),
    zTXt: Buffer.concat([head, Buffer.of(0), deflateSync('sdxl')]),
    iTXt: Buffer.concat([head, Buffer.from('\0\0\0\0sdxl', 'latin1')]),
  }[name];
  expect(await marks('png', afterHeader.png(await encode('png'), name, data ?? head))).toEqual(expected);
});

test('comments of JPEG and GIF are text', async () => {
  const comment = Buffer.from('made by hand');
  expect(await marks('jpeg', afterHeader.jpeg(await encode('jpeg'), 'fffe', comment))).toEqual(['text']);
  expect(await marks('gif', afterHeader.gif(await encode('gif'), '21fe', comment))).toEqual(['text']);
});

test('pixels that are transparent, and an alpha channel without any', async () => {
  const alpha = (value: number) =>
    sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 9, g: 9, b: 9, alpha: value } } });
  expect(await marks('png', await encode('png', alpha(0.5)))).toEqual(['transparent']);
  expect(await marks('webp', await encode('webp', alpha(0)))).toEqual(['transparent']);
  expect(await marks('png', await encode('png', alpha(1)))).toEqual([]);
});

test('tags of an EXIF block in both byte orders, the inner directory too; broken ones end', async () => {
  // One entry in the image's directory, which leads to another one with the tag UserComment.
  const big = Buffer.from(
    '4d4d002a00000008' +
      '0001' +
      '876900040000000100' +
      '00001a' +
      '00000000' +
      '0001' +
      '928600070000000400000000' +
      '00000000',
    'hex',
  );
  expect([...exifTags(big)]).toEqual([0x8769, 0x9286]);
  expect([...exifTags(Buffer.concat([Buffer.from('Exif\0\0'), big]))]).toEqual([0x8769, 0x9286]);
  const little = await sharp(
    await plain()
      .withExif({ IFD0: { Make: 'Canon' } })
      .jpeg()
      .toBuffer(),
  ).metadata();
  expect(exifTags(little.exif ?? Buffer.alloc(0)).has(0x010f)).toBe(true);
  for (let length = 0; length < big.length; length++) exifTags(big.subarray(0, length));
  // A directory that leads to itself.
  const loop = Buffer.from(big);
  loop.writeUInt32BE(8, 18);
  expect(exifTags(loop).size).toBe(1);
});

test.each(formats)(
  'a %s that breaks off anywhere, or is noise, gives the chunks that are whole',
  async (format) => {
    const file = await encode(format);
    const whole = [...fileChunks(file, `image/${format}`)].length;
    expect(whole).toBeGreaterThan(0);
    for (let length = 0; length < file.length; length += 7)
      expect([...fileChunks(file.subarray(0, length), `image/${format}`)].length).toBeLessThanOrEqual(whole);
    const noise = Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 7_919) & 255));
    expect([...fileChunks(noise, `image/${format}`)].length).toBeLessThan(100);
  },
);

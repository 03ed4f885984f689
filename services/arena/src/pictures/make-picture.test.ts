import { drawImage } from '@fakexplain/fixtures/images';
import { pictureLevels, tileEdge } from '@fakexplain/explanation/picture-levels';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { makePicture, type Picture } from './make-picture.ts';

const rgb = async (bytes: Uint8Array) => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
};

/** Level 0 put together from its tiles. */
async function wholePicture({ levels: [tiles = []] }: Picture, width: number, height: number) {
  const placed = tiles.flatMap((across, row) =>
    across.map((input, column) => ({
      input: Buffer.from(input),
      left: column * tileEdge,
      top: row * tileEdge,
    })),
  );
  const canvas = sharp({ create: { width, height, channels: 3, background: '#f0f' } });
  return rgb(await canvas.composite(placed).removeAlpha().png().toBuffer());
}

/** Noise that no lossy format keeps. */
const noise = (width: number, height: number, channels: 1 | 3 | 4 = 3) => {
  let state = 1;
  const data = Buffer.from(
    Array.from({ length: width * height * channels }, () => (state = (state * 48_271) % 2_147_483_647) & 255),
  );
  return { data, image: sharp(data, { raw: { width, height, channels } }) };
};

test.each([
  [300, 200],
  [640, 40],
  [641, 700],
  [1500, 520],
])('an image of %i × %i pixels comes back pixel by pixel', async (width, height) => {
  const { data, image } = noise(width, height);
  const picture = await makePicture(await image.png().toBuffer());
  expect(picture.levels.map((rows) => [rows[0]?.length, rows.length])).toEqual(
    pictureLevels({ width, height }).map(({ columns, rows }) => [columns, rows]),
  );
  const whole = await wholePicture(picture, width, height);
  expect(whole).toMatchObject({ width, height, channels: 3 });
  expect(Buffer.compare(whole.data, data)).toBe(0);
});

test('pixels by hand: a drawn square has its colours, without loss also in the first look, where that is smaller', async () => {
  const { look } = await makePicture(drawImage(5));
  expect(Buffer.from(look).toString('latin1', 8, 16)).toBe('WEBPVP8L');
  const { data, width } = await rgb(look);
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  expect(at(50, 50)).toEqual([(5 * 67) % 200, (5 * 131) % 200, (5 * 29) % 200]);
  expect(at(10, 10)).toEqual([((5 * 67) % 200) + 55, ((5 * 131) % 200) + 55, ((5 * 29) % 200) + 55]);
});

/** A photograph without one: soft waves of colour under grey grain, which lossless formats keep badly. */
function grainy(width: number, height: number): Sharp {
  const { data: grain } = noise(width, height, 1);
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) {
      const wave = Math.sin((i % width) / (40 + 10 * c)) + Math.cos(Math.floor(i / width) / (30 + 15 * c));
      data[i * 3 + c] = 128 + 40 * wave + ((grain[i] ?? 0) - 128) / 12;
    }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Peak signal-to-noise ratio in dB. */
function psnr(one: Uint8Array, other: Uint8Array): number {
  const squares = one.reduce((sum, value, i) => sum + (value - (other[i] ?? 0)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / one.length));
}

test.each([
  [1_300, 900, 640, 443],
  [512, 512, 512, 512],
])(
  'the first look at a photograph of %i × %i takes a third of the lossless bytes, and no eye sees the loss',
  async (width, height, ...expected) => {
    const bytes = await grainy(width, height).png().toBuffer();
    const { look } = await makePicture(bytes);
    const exact = sharp(bytes).resize(640, 640, { fit: 'inside', withoutEnlargement: true });
    const seen = await rgb(look);
    expect([seen.width, seen.height]).toEqual(expected);
    expect(psnr(seen.data, await exact.clone().raw().toBuffer())).toBeGreaterThan(38);
    const lossless = await exact.webp({ lossless: true }).toBuffer();
    expect(look.length).toBeLessThan(lossless.length / 3);
  },
);

test('transparent pixels are white, half transparent ones half as dark', async () => {
  const pixels = Buffer.from([0, 0, 0, 0, 10, 20, 30, 255, 0, 0, 0, 128, 255, 0, 0, 0]);
  const image = sharp(pixels, { raw: { width: 4, height: 1, channels: 4 } });
  const { data } = await rgb(
    (await makePicture(await image.png().toBuffer())).levels[0]?.[0]?.[0] ?? new Uint8Array(),
  );
  expect([...data.subarray(0, 6)]).toEqual([255, 255, 255, 10, 20, 30]);
  for (const value of data.subarray(6, 9)) expect(Math.abs(value - 127)).toBeLessThanOrEqual(1);
  expect([...data.subarray(9)]).toEqual([255, 255, 255]);
});

test('an image that EXIF turns stands upright, in one format whatever it was, without what it carried', async () => {
  const turned = await noise(40, 20)
    .image.jpeg()
    .withExif({ IFD0: { Software: 'Midjourney' } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  expect(turned.includes('Midjourney')).toBe(true);
  const grey = await noise(40, 20, 1).image.toColourspace('b-w').png().toBuffer();
  const deep = await noise(40, 20).image.toColourspace('rgb16').png().toBuffer();
  for (const [bytes, size] of [
    [turned, [20, 40]],
    [grey, [40, 20]],
    [deep, [40, 20]],
    [await noise(40, 20).image.gif().toBuffer(), [40, 20]],
    [await noise(40, 20).image.avif().toBuffer(), [40, 20]],
    [await noise(40, 20).image.webp().withXmp('<x/>').toBuffer(), [40, 20]],
  ] as const) {
    const { look, levels } = await makePicture(bytes);
    for (const part of [look, ...levels.flat(2)]) {
      const facts = await sharp(part).metadata();
      expect(facts).toMatchObject({
        format: 'webp',
        width: size[0],
        height: size[1],
        channels: 3,
        space: 'srgb',
      });
      const { exif, xmp, icc, orientation } = facts;
      expect({ exif, xmp, icc, orientation }).toEqual({});
    }
    for (const tile of levels.flat(2)) expect(Buffer.from(tile).toString('latin1', 8, 16)).toBe('WEBPVP8L');
  }
});

test('a colour profile is applied: the colours on the screen stay', async () => {
  const { data } = await rgb(
    (
      await makePicture(
        await sharp({ create: { width: 8, height: 8, channels: 3, background: '#20c040' } })
          .withIccProfile('p3')
          .png()
          .toBuffer(),
      )
    ).look,
  );
  for (const [i, value] of [0x20, 0xc0, 0x40].entries())
    expect(Math.abs((data[i] ?? 0) - value)).toBeLessThanOrEqual(3);
});

test.each([
  ['no image', async () => Buffer.from('<svg/>')],
  ['cut short', async () => (await noise(40, 40).image.png().toBuffer()).subarray(0, 400)],
])('%s is refused', async (_, bytes) => {
  await expect(makePicture(await bytes())).rejects.toMatchObject({
    name: 'ImageRefused',
    message: expect.stringMatching(/^it cannot be decoded \(/),
  });
});

import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { maskArea } from '@fakexplain/explanation';
import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Producer } from '../open-producer.ts';
import { type Drawn, drawMask, mask, masksOf, png, usePredictions } from '../../testing/use-predictions.ts';

const bring = usePredictions();
const masks = { format: 'masks', mask, verdictArea: 0 } as const;

test('a folder of masks becomes regions, with verdicts by area', async () => {
  const folder = await datasetFolder();
  await folder.write(
    'm/a/1.png',
    await png([
      [0, 0, 3, 3],
      [3, 3, 6, 6],
      [20, 5, 22, 6, 127],
    ]),
  );
  await folder.write('m/a/3.png', await png([[0, 0, 9, 9, 100]]));
  await folder.write('m/a/11.png', await png([[0, 0, 9, 9, 1]]));
  await folder.write('m/last.png', await png([[0, 0, 1, 1]]));
  await folder.write('m/twins/5.png', await png([]));
  await folder.write('m/2.png', await png([]));
  await folder.write('m/log.txt', '');
  const { notes, told, said } = await bring(join(folder.path, 'm'), masks, { source: 'segformer' });
  expect(told).toEqual([
    ['/2.png', '', expect.stringMatching(/a\/2\.jpg, b\/2\.jpg/)],
    ['/twins/5.png', '', expect.stringMatching(/twins\/5\.jpg, twins\/5\.png/)],
  ]);
  expect(said).toMatchObject([
    // Touching corners join.
    { path: 'a/1.jpg', verdict: 'generated', regions: [{ box: [0, 0, 6, 6], description: '' }] },
    { path: 'a/11.jpg', verdict: 'real', parse_problems: [{ code: 'faint_mask' }] },
    { path: 'a/3.jpg', verdict: 'real', regions: [] },
    { path: 'last.png', verdict: 'generated', regions: [{ box: [0, 0, 1, 1] }] },
  ]);
  expect(notes).toContainEqual(
    expect.stringMatching(/1 × a file of .*m that is no mask by its name .*: log\.txt$/),
  );
});

test('verdicts need more than a share of the area, come from a table, or are absent', async () => {
  const folder = await datasetFolder();
  await folder.write('m/1.png', await png([[0, 0, 12, 10]]));
  await folder.write('m/3.png', await png([[0, 0, 12, 11]]));
  const path = join(folder.path, 'm');
  const verdicts = await folder.write('v.csv', 'image,verdict\n3.jpg,real\n');
  const verdictsOf = async (more: Partial<Extract<Producer, { format: 'masks' }>>, source: string) =>
    (await bring(path, { ...masks, ...more }, { source })).said.map((row) => row['verdict']);
  expect(await verdictsOf({ verdictArea: 0.1 }, 'by-area')).toEqual(['real', 'generated']);
  expect(await verdictsOf({ verdictArea: 0.01, verdicts }, 'by-table')).toEqual(['generated', 'real']);
  expect(await verdictsOf({ verdictArea: null }, 'by-nothing')).toEqual([null, null]);
});

test('a mask of another size is refused, or scaled by the nearest pixel', async () => {
  const folder = await datasetFolder();
  await folder.write(
    'm/1.png',
    await png(
      [
        [0, 0, 4, 3],
        [8, 6, 10, 7],
      ],
      { width: 20, height: 10 },
    ),
  );
  const path = join(folder.path, 'm');
  const refused = await bring(path, masks, { source: 'small-masks' });
  expect(refused.told).toEqual([
    ['/1.png', '', expect.stringMatching(/20 × 10 pixels, its image 40 × 30; --scale-masks/)],
  ]);
  const { said } = await bring(
    path,
    { ...masks, mask: { ...mask, scale: true } },
    {
      source: 'scaled-masks',
    },
  );
  expect(said).toMatchObject([
    {
      regions: [{ box: [0, 0, 8, 9] }, { box: [16, 18, 20, 21] }],
      parse_problems: [{ code: 'scaled_mask' }],
    },
  ]);
  expect(masksOf(said[0]).map(maskArea)).toEqual([72, 12]);
});

const where: Drawn = [[10, 5, 20, 15]];
/** The same place in the colours of a palette or of classes; `background` elsewhere. */
async function coloured(colours: [number, number, number][], background = [0, 0, 0], more: Drawn[] = []) {
  const grey = await drawMask(
    [where, ...more].flatMap((boxes, index) => boxes.map(([a, b, c, d]) => [a, b, c, d, index + 1] as const)),
  )
    .raw()
    .toBuffer();
  const rgb = Buffer.concat(
    [...grey].map((index) => Buffer.from(index === 0 ? background : (colours[index - 1] ?? []))),
  );
  return sharp(rgb, { raw: { width: 40, height: 30, channels: 3 } });
}
/** An indexed PNG of boxes with the numbers 1, 2, … on 0. */
function indexed(classes: Drawn[], palette: [number, number, number][]): Buffer {
  const rows = Buffer.alloc(41 * 30);
  for (const [index, boxes] of classes.entries()) {
    for (const [x1, y1, x2, y2] of boxes) {
      for (let y = y1; y < y2; y += 1) rows.fill(index + 1, 41 * y + 1 + x1, 41 * y + 1 + x2);
    }
  }
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.from([0, 0, 0, 40, 0, 0, 0, 30, 8, 3, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const red: [number, number, number] = [128, 0, 0];
const green: [number, number, number] = [0, 128, 0];

test('label images are read by their classes, and told', async () => {
  const folder = await datasetFolder();
  const alphaOnly = sharp({ create: { width: 40, height: 30, channels: 3, background: '#000' } }).joinChannel(
    await drawMask(where).raw().toBuffer(),
    { raw: { width: 40, height: 30, channels: 1 } },
  );
  const forms = {
    '11.png': indexed([where, [[10, 15, 20, 20]]], [[0, 0, 0], red, green]),
    // What a quantiser may write: the background is what class 0 has, black or not.
    '1.png': indexed([where], [[120, 120, 120], red]),
    '3.png': (await coloured([[255, 0, 0]])).png(),
    'last.png': alphaOnly.png(),
    'b/2.jpg': (await coloured([[255, 0, 0]])).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  };
  for (const [name, form] of Object.entries(forms)) {
    await folder.write(`m/${name}`, form instanceof Uint8Array ? form : await form.toBuffer());
  }
  const { told, said, notes } = await bring(join(folder.path, 'm'), masks, { source: 'labels' });
  expect(told).toEqual([]);
  expect(said).toMatchObject([
    {
      path: 'a/1.jpg',
      verdict: 'generated',
      regions: [{ box: [10, 5, 20, 15] }],
      parse_problems: [{ code: 'label_mask' }],
    },
    { path: 'a/11.jpg', regions: [{ box: [10, 5, 20, 20] }], parse_problems: [{ code: 'label_mask' }] },
    { path: 'a/3.jpg', regions: [{ box: [10, 5, 20, 15] }], parse_problems: [{ code: 'label_mask' }] },
    { path: 'b/2.jpg', regions: [{ box: [10, 5, 20, 15] }], parse_problems: [{ code: 'coloured_mask' }] },
    { path: 'last.png', regions: [{ box: [10, 5, 20, 15] }], parse_problems: [{ code: 'alpha_mask' }] },
  ]);
  expect(notes).toContainEqual(expect.stringMatching(/^3 × a label image/));
});

/** A TIFF of one strip of 32-bit floating point, as Pillow writes mode F (TIFF 6.0, sections 2 and 19). */
function floatTiff(width: number, height: number, values: Float32Array): Buffer {
  const tags = [
    [256, width],
    [257, height],
    [258, 32],
    [259, 1],
    [262, 1],
    [273, 134],
    [277, 1],
    [278, height],
    [279, values.byteLength],
    [339, 3],
  ] as const;
  const head = Buffer.alloc(134);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(tags.length, 8);
  for (const [index, [tag, value]] of tags.entries()) {
    const at = 10 + 12 * index;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(4, at + 2);
    head.writeUInt32LE(1, at + 4);
    head.writeUInt32LE(value, at + 8);
  }
  return Buffer.concat([head, new Uint8Array(values.buffer)]);
}

test('probabilities in floating point are shares of white, and a mask of nearly all of its image is told', async () => {
  const folder = await datasetFolder();
  const floating = (share: number) =>
    floatTiff(
      40,
      30,
      Float32Array.from({ length: 1200 }, (_, at) => (at < 40 ? share : 0.25)),
    );
  await folder.write('m/a/1.tiff', floating(0.75));
  await folder.write('m/a/3.tiff', floating(1.5));
  await folder.write(
    'm/b/2.png',
    await sharp(await png([[10, 5, 20, 15, 255]]))
      .negate()
      .png()
      .toBuffer(),
  );
  const { told, said, notes } = await bring(join(folder.path, 'm'), masks, { source: 'shares' });
  expect(told).toEqual([
    ['/a/3.tiff', '', 'the mask is in floating point, and its values are not all from 0 to 1'],
  ]);
  expect(said).toMatchObject([
    { path: 'a/1.jpg', verdict: 'generated', regions: [{ box: [0, 0, 40, 1] }] },
    { path: 'b/2.jpg', parse_problems: [{ code: 'wide_mask', message: 'the mask marks 92% of its image' }] },
  ]);
  expect(notes).toContainEqual(expect.stringMatching(/^1 × a mask that marks more than three quarters/));
});

test('numbers of classes are told where the threshold leaves them out, and read with 0', async () => {
  const folder = await datasetFolder();
  const deep = (value: number) =>
    sharp(
      Uint16Array.from({ length: 1200 }, (_, at) => (at < 40 ? value : 0)),
      {
        raw: { width: 40, height: 30, channels: 1 },
      },
    )
      .toColourspace('grey16')
      .png()
      .toBuffer();
  await folder.write('m/1.png', await png([[10, 5, 20, 15, 2]]));
  await folder.write(
    'm/11.png',
    await png([
      [10, 5, 20, 15, 1],
      [20, 5, 30, 15, 200],
    ]),
  );
  await folder.write('m/3.png', await deep(3));
  await folder.write('m/last.png', await png([]));
  const byDefault = await bring(join(folder.path, 'm'), masks, { source: 'classes' });
  expect(byDefault.said).toMatchObject([
    {
      verdict: 'real',
      regions: [],
      parse_problems: [{ code: 'faint_mask', message: expect.stringMatching(/above 2 of/) }],
    },
    { verdict: 'generated', regions: [{ box: [20, 5, 30, 15] }], parse_problems: [{ code: 'uneven_mask' }] },
    {
      verdict: 'real',
      regions: [],
      parse_problems: [{ code: 'faint_mask', message: expect.stringMatching(/above 3 of/) }],
    },
    { verdict: 'real', regions: [], parse_problems: [] },
  ]);
  expect(byDefault.notes).toContainEqual(
    expect.stringMatching(/^2 × a mask that is not black.*--threshold 0/),
  );
  const { said } = await bring(
    join(folder.path, 'm'),
    { ...masks, mask: { ...mask, threshold: 0 } },
    { source: 'zero' },
  );
  expect(said).toMatchObject([
    { regions: [{ box: [10, 5, 20, 15] }] },
    { regions: [{ box: [10, 5, 30, 15] }] },
    { regions: [{ box: [0, 0, 40, 1] }] },
    { regions: [] },
  ]);
});

test('numbers of classes in one channel are told, and read with 0, also with an alpha channel', async () => {
  const folder = await datasetFolder();
  await folder.write('m/1.png', await (await coloured([[1, 0, 0]])).png().toBuffer());
  await folder.write('m/11.png', await (await coloured([[0, 0, 1]])).png().toBuffer());
  await folder.write('m/3.png', await (await coloured([[2, 0, 0]])).ensureAlpha(1).png().toBuffer());
  const path = join(folder.path, 'm');
  const byDefault = await bring(path, masks, { source: 'dark-classes' });
  expect(byDefault.said.map((row) => row['parse_problems'])).toMatchObject(
    Array.from({ length: 3 }, () => [{ code: 'faint_mask' }]),
  );
  const zero = { ...masks, mask: { ...mask, threshold: 0 } };
  const { said } = await bring(path, zero, { source: 'dark-zero' });
  expect(said).toMatchObject(Array.from({ length: 3 }, () => ({ regions: [{ box: [10, 5, 20, 15] }] })));
});

test('a mask is turned as its EXIF orientation says, which is told', async () => {
  const folder = await datasetFolder();
  const turned = await sharp(await png(where))
    .withMetadata({ orientation: 3 })
    .png()
    .toBuffer();
  await folder.write('m/1.png', turned);
  const { said, notes } = await bring(join(folder.path, 'm'), masks, { source: 'turned' });
  // Upside down: 40 − 20 and 30 − 15.
  expect(said).toMatchObject([{ regions: [{ box: [20, 15, 30, 25] }] }]);
  expect(notes).toContainEqual(expect.stringMatching(/^1 × a mask that its EXIF orientation turns/));
});

test('a label image without black is refused: nobody can tell its background', async () => {
  const folder = await datasetFolder();
  await folder.write('m/1.png', await (await coloured([red], green)).png().toBuffer());
  const { told } = await bring(join(folder.path, 'm'), masks, { source: 'no-background' });
  expect(told).toEqual([['/1.png', '', expect.stringMatching(/2 colours and none of them is black/)]]);
});

test('a mask means the same in grey, in colour, with transparency, in 16 bits and as WebP', async () => {
  const folder = await datasetFolder();
  const drawn = drawMask([
    [3, 4, 20, 9],
    [10, 9, 12, 25],
  ]);
  const forms = {
    '1.png': drawn.clone().png(),
    '11.png': drawn.clone().toColourspace('srgb').png(),
    '3.png': drawn.clone().toColourspace('srgb').ensureAlpha(0).png(),
    'last.png': drawn.clone().toColourspace('grey16').png(),
    'b/2.webp': drawn.clone().webp({ lossless: true }),
  };
  for (const [name, form] of Object.entries(forms)) await folder.write(`m/${name}`, await form.toBuffer());
  const { told, said } = await bring(join(folder.path, 'm'), masks, { source: 'forms' });
  expect(told).toEqual([]);
  const [first, ...others] = said.map((row) => row['regions']);
  expect(first).toMatchObject([{ box: [3, 4, 20, 25] }]);
  expect(masksOf(said[0]).map(maskArea)).toEqual([17 * 5 + 2 * 16]);
  expect(others).toEqual([first, first, first, first]);
});

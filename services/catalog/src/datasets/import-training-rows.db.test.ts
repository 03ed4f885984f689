import { randomUUID } from 'node:crypto';
import { type DatasetFolder, datasetFolder, lines, row } from '@fakexplain/fixtures/dataset-folder';
import { newImage } from '@fakexplain/fixtures/images';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { ImportOptions } from '../rows/import-rows.ts';
import { ImportRefused, type Refusal } from '../rows/refusal.ts';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { importTrainingRows } from './import-training-rows.ts';
import { listDatasets } from './list-datasets.ts';
import type { ImageEntry, Manifest } from './manifest.ts';

const catalog = useCatalog();

function manifest(images: Record<string, ImageEntry> = {}, slug = `d-${randomUUID()}`): Manifest {
  const dataset = { slug, title: 'A dataset', kind: 'other', licence: 'CC0', source: 'drawn' } as const;
  return {
    dataset: { ...dataset, localisation: 'visible_artifact' },
    images: new Map(Object.entries(images)),
  };
}

async function bring(
  folder: DatasetFolder,
  rows: unknown[],
  about = manifest(),
  { name = 'rows.jsonl', ...options }: ImportOptions & { name?: string } = {},
) {
  const file = await folder.write(name, typeof rows === 'string' ? rows : lines(rows));
  const refusals: Refusal[] = [];
  const summary = await importTrainingRows(
    { ...catalog(), file, imagesFolder: folder.path, manifest: about },
    { onRefusal: (refusal) => refusals.push(refusal), ...options },
  );
  const told = refusals.map(({ line, field, reason }) => [line, field, reason]);
  return { summary, told, content: await contentOf(catalog(), about.dataset.slug) };
}

/** Images `0.png`, `1.png`, … of a folder, and a row for each, every second one real. */
async function manyRows(folder: DatasetFolder, count: number) {
  for (let n = 0; n < count; n += 1) await folder.write(`${n}.png`, await newImage());
  return Array.from({ length: count }, (_, n) =>
    n % 2 === 0 ? row(`${n}.png`, [1, 2, 10 + (n % 20), 20]) : row(`${n}.png`),
  );
}

test('images, labels, facts of the manifest and annotations go in', async () => {
  const folder = await datasetFolder();
  const [fake, real] = [await newImage(), await newImage()];
  await folder.write('images/fake.png', fake);
  await folder.write('images/real.jpg', real);
  const about = manifest({
    'images/fake.png': { generator: 'SD 1.5', category: 'Diffusion', fold: 2, group: 'cats' },
  });
  const { summary, content } = await bring(
    folder,
    [row('./images/fake.png', [1, 2, 30, 20], [0, 0, 40, 30]), row('images/real.jpg')],
    about,
  );
  expect(summary).toEqual({
    added: { generated: 1, real: 1 },
    present: 0,
    refused: 0,
    contradictions: 0,
    understood: expect.anything(),
    interrupted: false,
    unknownPaths: [],
  });
  expect(content.images).toMatchObject([
    {
      path: 'images/fake.png',
      label: 'generated',
      generator: 'SD 1.5',
      category: 'Diffusion',
      fold: 2,
      group_key: 'cats',
      width: 40,
      height: 30,
      media_type: 'image/png',
      byte_size: fake.length,
    },
    { path: 'images/real.jpg', label: 'real', generator: null, media_type: 'image/png' },
  ]);
  expect(content.explanations).toMatchObject([
    {
      source: `${about.dataset.slug}-human`,
      run: 'rows.jsonl',
      verdict: 'generated',
      regions: [
        { box: [1, 2, 30, 20], description: 'odd at 1 2 30 20' },
        { box: [0, 0, 40, 30], description: 'odd at 0 0 40 30' },
      ],
      parse_status: 'ok',
    },
    { verdict: 'real', regions: [], reasoning: 'nothing stands out' },
  ]);
  for (const [index, bytes] of [fake, real].entries()) {
    const blob = await catalog().blobs.get(String(content.images[index]?.['sha256']));
    expect(Buffer.from((await blob?.bytes()) ?? [])).toEqual(bytes);
  }
});

test('each kind of bad row is refused with line, field and reason, and the others go in', async () => {
  const folder = await datasetFolder();
  const outside = await datasetFolder();
  const good = await newImage();
  await folder.write('good.png', good);
  await folder.write('same-bytes.png', good);
  await folder.write('other.png', await newImage());
  await folder.write('cut.png', (await newImage()).subarray(0, 90));
  await folder.write('text.png', 'not a picture at all');
  await folder.write('moving.gif', await animation());
  await folder.write('folder/a.png', await newImage());
  await folder.link('link.png', await outside.write('secret.png', await newImage()));
  await folder.link('inner.png', 'other.png');
  const boxes = (...bbox: number[][]) => ({
    ...row('other.png', ...bbox.map((): [number, number, number, number] => [0, 0, 1, 1])),
    objects: { ref: bbox.map(() => 'x'), bbox },
  });
  const { summary, told, content } = await bring(folder, [
    row('good.png', [1, 2, 3, 4]),
    '{"messages": [',
    '[]',
    { ...row('other.png'), messages: [{ role: 'assistant', content: 'I do not know' }] },
    row('missing.png'),
    row('cut.png'),
    row('text.png'),
    row('moving.gif'),
    row('folder'),
    row('../secret.png'),
    row('/etc/passwd'),
    row('link.png'),
    boxes([30, 2, 1, 20]),
    boxes([1, 20, 2, 10]),
    boxes([1, 2, 41, 20], [-1, 2, 3, 4]),
    row('good.png', [1, 2, 3, 4]),
    row('same-bytes.png', [1, 2, 3, 4]),
    row('inner.png'),
    row('other.png'),
  ]);
  const expected: [number, string, RegExp][] = [
    [2, '', /^the line is not JSON/],
    [3, 'row', /JSON object/],
    [4, 'messages[0].content', /there is no label/],
    [5, 'images[0]', /there is no file missing\.png/],
    [6, 'images[0]', /damaged or cut short/],
    [7, 'images[0]', /no known image type/],
    [8, 'images[0]', /animated/],
    [9, 'images[0]', /folder is not a file/],
    [10, 'images[0]', /leads out of the folder/],
    [11, 'images[0]', /absolute/],
    [12, 'images[0]', /leads out of the folder of the images through a symbolic link/],
    [13, 'objects.bbox[0]', /out of order/],
    [14, 'objects.bbox[0]', /written as \[x1, x2, y1, y2\]/],
    [15, 'objects.bbox[0]', /beyond the image, which has 40 × 30 pixels/],
    [16, 'images[0]', /the same image stands on line 1/],
    [17, 'images[0]', /the same image stands on line 1/],
    [19, 'images[0]', /the same image stands on line 18/],
  ];
  // Refusals of a batch that is written are told after those of rows that were never fit to be.
  expect(told.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(
    expected.map(([line, field, reason]) => [line, field, expect.stringMatching(reason)]),
  );
  expect(summary).toMatchObject({ added: { generated: 1, real: 1 }, refused: expected.length });
  expect(content.images.map(({ path }) => path)).toEqual(['good.png', 'inner.png']);
  expect(content.explanations).toHaveLength(2);
});

test('boxes are in pixels: those at the edge by rounding are clipped, shares need their type', async () => {
  const folder = await datasetFolder();
  for (const name of ['edge.png', 'shares.png', 'unsaid.png', 'written.png'])
    await folder.write(name, await newImage());
  const boxed = (name: string, bbox: number[], more = {}) => ({
    ...row(name, [0, 0, 1, 1]),
    objects: { ref: ['x'], bbox: [bbox], ...more },
  });
  const text =
    '<think><|object_ref_start|>sky<|object_ref_end|><|box_start|>(100,100),(500,500)<|box_end|></think><verdict>generated</verdict>';
  const written = { messages: [{ role: 'assistant', content: text }], images: ['written.png'] };
  const { told, content } = await bring(folder, [
    boxed('edge.png', [-0.0003, 2, 40.0000000001, 30.00024]),
    boxed('shares.png', [0.25, 0.5, 0.5, 1], { bbox_type: 'norm1' }),
    boxed('unsaid.png', [0.25, 0.5, 0.5, 1]),
    { ...written, objects: { bbox_type: 'norm1000' } },
    written,
  ]);
  expect(told).toEqual([
    [3, 'objects.bbox[0]', expect.stringMatching(/shares of width and height/)],
    [5, 'messages[0].content', expect.stringMatching(/boxes in Qwen’s markers/)],
  ]);
  expect(content.explanations).toMatchObject([
    { path: 'edge.png', regions: [{ box: [0, 2, 40, 30] }], parse_problems: [{ code: 'box_out_of_image' }] },
    { path: 'shares.png', regions: [{ box: [10, 15, 20, 30] }], parse_problems: [] },
    { path: 'written.png', reasoning: '', regions: [{ box: [4, 3, 20, 15], description: 'sky' }] },
  ]);
});

test('regions count once, a reference of a bullet describes nothing, and a wrong bbox_type is named', async () => {
  const folder = await datasetFolder();
  for (const name of ['a.png', 'b.png', 'c.png']) await folder.write(name, await newImage());
  const objects = (ref: string[], bbox: number[][], more = {}) => ({ objects: { ref, bbox, ...more } });
  const box = [1, 2, 30, 20];
  const { told, content } = await bring(folder, [
    row('a.png', [1, 2, 30, 20], [1, 2, 30, 20]),
    { ...row('b.png', [1, 2, 30, 20]), ...objects(['- '], [box]) },
    { ...row('c.png', [1, 2, 30, 20]), ...objects(['hand'], [[10, 20, 500, 600]], { bbox_type: 'norm1' }) },
  ]);
  expect(told).toEqual([
    [
      3,
      'objects.bbox[0]',
      '[10, 20, 500, 600] reaches beyond the image: its numbers are to be shares of width and height (0 to 1), as "bbox_type": "norm1" of "objects" says',
    ],
  ]);
  expect(content.explanations).toMatchObject([
    {
      path: 'a.png',
      parse_status: 'ok',
      regions: [{ box, description: 'odd at 1 2 30 20' }],
      parse_problems: expect.arrayContaining([expect.objectContaining({ code: 'repeated_region' })]),
    },
    {
      path: 'b.png',
      parse_status: 'partial',
      regions: [{ box, description: '' }],
      parse_problems: expect.arrayContaining([
        expect.objectContaining({ code: 'region_without_description' }),
      ]),
    },
  ]);
});

test('an image that the dataset has otherwise is refused', async () => {
  const folder = await datasetFolder();
  const b = await newImage();
  await folder.write('a.png', await newImage());
  await folder.write('b.png', b);
  await folder.write('c.png', await newImage());
  const about = manifest({ 'c.png': { generator: 'SD 1.5' } });
  await bring(folder, [row('a.png', [1, 2, 3, 4]), row('b.png'), row('c.png', [1, 2, 3, 4])], about);

  await folder.write('moved/b.png', b);
  const again = manifest({ 'c.png': { generator: 'SDXL' } }, about.dataset.slug);
  const { told, summary } = await bring(
    folder,
    [row('a.png'), row('moved/b.png'), row('c.png', [1, 2, 3, 4])],
    again,
    { name: 'second.jsonl' },
  );
  expect(told).toEqual([
    [1, '', 'the dataset has this image as generated, this row says real'],
    [2, 'images[0]', 'the dataset has the same image as b.png'],
    [3, '', 'the dataset has this image with generator SD 1.5, not SDXL'],
  ]);
  expect(summary.added).toEqual({});

  await folder.write('a.png', await newImage());
  const replaced = await bring(folder, [row('a.png')], again, { name: 'third.jsonl' });
  expect(replaced.told).toEqual([[1, 'images[0]', 'the dataset has another image as a.png']]);
});

test('the language of a dataset is what was said last', async () => {
  const folder = await datasetFolder();
  await folder.write('a.png', await newImage());
  const about = manifest();
  const said = async (language?: string) => {
    await bring(folder, [row('a.png')], { ...about, dataset: { ...about.dataset, language } });
    return (await listDatasets(catalog().db, about.dataset.slug))[0]?.language;
  };
  expect(await said()).toBe(null);
  expect(await said('zh-Hant')).toBe('zh-Hant');
  expect(await said()).toBe('zh-Hant');
  expect(await said('ja')).toBe('ja');
});

test('a changed annotation under the same name of file is refused, since it may have been voted on', async () => {
  const folder = await datasetFolder();
  await folder.write('a.png', await newImage());
  const about = manifest();
  await bring(folder, [row('a.png', [1, 2, 3, 4])], about);
  const { told } = await bring(folder, [row('a.png', [1, 2, 3, 5])], about);
  expect(told).toEqual([[1, '', expect.stringMatching(/rename the changed file/)]]);
  const { summary } = await bring(folder, [row('a.png', [1, 2, 3, 5])], about, { name: 'rows-2.jsonl' });
  expect(summary.added).toEqual({ generated: 1 });
});

test('repeated, it changes nothing', async () => {
  const folder = await datasetFolder();
  const rows = await manyRows(folder, 9);
  const about = manifest();
  const first = await bring(folder, rows, about);
  const second = await bring(folder, rows, about);
  expect(second.summary).toMatchObject({ added: {}, present: 9, refused: 0 });
  expect(second.content).toEqual(first.content);
});

test('interrupted anywhere and run again, it ends as if undisturbed', async () => {
  const folder = await datasetFolder();
  const rows = [...(await manyRows(folder, 150)), row('missing.png')];
  const undisturbed = await bring(folder, rows);
  for (const stopAt of [1, 64, 70, 140]) {
    const about = manifest();
    const abort = new AbortController();
    const stopped = await bring(folder, rows, about, {
      signal: abort.signal,
      onProgress: ({ rows }) => rows >= stopAt && abort.abort(),
    });
    expect(stopped.summary.interrupted).toBe(true);
    expect(stopped.content.images.length).toBeGreaterThanOrEqual(stopAt);
    expect(stopped.content.images.length).toBeLessThan(stopAt + 10);
    const resumed = await bring(folder, rows, about);
    expect(resumed.summary).toMatchObject({
      present: stopped.content.images.length,
      refused: 1,
      contradictions: 0,
      understood: expect.anything(),
      interrupted: false,
    });
    const named = JSON.stringify(resumed.content).replaceAll(about.dataset.slug, 'it');
    const source = undisturbed.content.explanations[0]?.['source'];
    expect(named).toEqual(JSON.stringify(undisturbed.content).replaceAll(String(source), 'it-human'));
  }
});

test('two imports of the same file at once bring in everything once', async () => {
  const folder = await datasetFolder();
  const rows = await manyRows(folder, 140);
  const alone = await bring(folder, rows);
  const about = manifest();
  const both = await Promise.all([bring(folder, rows, about), bring(folder, rows, about)]);
  const total = (what: (summary: (typeof both)[0]['summary']) => number) =>
    both.reduce((sum, { summary }) => sum + what(summary), 0);
  expect(total(({ added }) => (added['real'] ?? 0) + (added['generated'] ?? 0))).toBe(140);
  expect(total(({ present }) => present)).toBe(140);
  expect(total(({ refused }) => refused)).toBe(0);
  const content = await contentOf(catalog(), about.dataset.slug);
  expect(content.images).toEqual(alone.content.images);
});

test('what a manifest names and the rows do not is told', async () => {
  const folder = await datasetFolder();
  await folder.write('a.png', await newImage());
  const about = manifest({ 'a.png': { fold: 0 }, 'b.png': { fold: 1 } });
  const { summary } = await bring(folder, [row('a.png')], about);
  expect(summary.unknownPaths).toEqual(['b.png']);
});

test('an import that cannot be done at all says so', async () => {
  const folder = await datasetFolder();
  await folder.write('a.png', await newImage());
  const file = await folder.write('rows.jsonl', lines([row('a.png')]));
  const start = (about: Manifest, at = file, imagesFolder = folder.path) =>
    importTrainingRows({ ...catalog(), file: at, imagesFolder, manifest: about });
  await expect(start(manifest(), `${file}.gone`)).rejects.toThrow(ImportRefused);
  await expect(start(manifest(), file, `${folder.path}/gone`)).rejects.toThrow(/There is no folder/);
  const about = manifest();
  await start(about);
  const other = { ...about, dataset: { ...about.dataset, kind: 'ood' as const } };
  await expect(start(other)).rejects.toThrow(/exists with kind other, not ood/);
  const human = { slug: `${about.dataset.slug}-human`, name: 'x', demo: false, description: '' };
  await expect(start({ ...about, human: { ...human, kind: 'model' } })).rejects.toThrow(/exists as human/);
});

function animation(): Promise<Buffer> {
  const frames = Buffer.concat([Buffer.alloc(300, 0), Buffer.alloc(300, 200)]);
  return sharp(frames, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } })
    .gif()
    .toBuffer();
}

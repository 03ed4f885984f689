import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeMask, runsFromBox } from '@fakexplain/explanation';
import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage, newImage } from '@fakexplain/fixtures/images';
import { expect, test } from 'vitest';
import { loading } from '../testing/loading.ts';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';

const catalog = useCatalog();
const counts = () => encodeMask(runsFromBox([10, 5, 40, 20], { width: 64, height: 48 })).counts;
const golden = (name: string) => join(import.meta.dirname, 'golden', name);

test('Parquet: codes mean what the file’s own metadata says, images are called by path or row', async () => {
  const { summary, said, refusals } = await loading(
    catalog(),
    'parquet',
    golden('from-list-embedded.parquet'),
    {
      dataset: 'parquet',
    },
  );
  expect(refusals).toEqual([]);
  expect(said[0]).toBe(
    'Labels: real = real, generated = generated, fake = generated, 0 = real, 1 = generated, by the column label.',
  );
  expect(said[1]).toMatch(/^Columns that are left out: /);
  expect(summary.added).toEqual({ generated: 2, real: 2 });
  expect((await contentOf(catalog(), 'parquet')).images).toMatchObject([
    { path: 'from-list-embedded/a-001.png', label: 'generated', width: 64, height: 48 },
    { path: 'from-list-embedded/a-002.png', label: 'generated' },
    { path: 'from-list-embedded/r-001.png', label: 'real' },
    { path: 'from-list-embedded/r-002.png', label: 'real' },
  ]);
  const nameless = await loading(catalog(), 'parquet', golden('from-pil-embedded.parquet'), {
    dataset: 'parquet-nameless',
  });
  expect(nameless.refusals).toEqual([]);
  const paths = (await contentOf(catalog(), 'parquet-nameless')).images.map(({ path }) => path);
  expect(paths).toEqual(['0', '1', '2', '3'].map((row) => `from-pil-embedded/${row}`));
});

test('Parquet: what has no label, no image or no known column is refused with what helps', async () => {
  const odd = await loading(catalog(), 'parquet', golden('odd-cells.parquet'), { dataset: 'parquet-odd' });
  expect(odd.refusals).toEqual([
    expect.stringMatching(/label: -1 says nothing .*--label -1=real/),
    expect.stringMatching(/image: the row has no image/),
  ]);
  const columns = new Map([['image', 'picture']]);
  await expect(
    loading(catalog(), 'parquet', golden('odd-cells.parquet'), { dataset: 'never', columns }),
  ).rejects.toThrow(/has no column picture; it has: .*image/);
  const folder = await datasetFolder();
  await expect(loading(catalog(), 'parquet', folder.path, { dataset: 'never' })).rejects.toThrow(
    /no Parquet file/,
  );
});

test('Parquet: names of classes that nobody knows are explained by name', async () => {
  const folder = await datasetFolder();
  const bytes = (await readFile(golden('from-list-embedded.parquet'))).toString('latin1');
  // The names stand in the file's metadata, as long as before.
  const renamed = bytes.replaceAll('["real", "fake"]', '["Self", "Tool"]');
  expect(renamed).not.toBe(bytes);
  const file = await folder.write('classes.parquet', Buffer.from(renamed, 'latin1'));
  const unknown = await loading(catalog(), 'parquet', file, { dataset: 'parquet-classes' });
  expect(unknown.summary.added).toEqual({});
  expect(unknown.refusals).toContainEqual(
    expect.stringMatching(/label: 0 \(Self\) says nothing .*--label Self=real or --label Self=generated$/),
  );
  const labels = new Map([
    ['self', 'real'],
    ['tool', 'generated'],
  ] as const);
  const { summary, refusals } = await loading(catalog(), 'parquet', file, {
    dataset: 'parquet-classes',
    labels,
  });
  expect(refusals).toEqual([]);
  expect(summary.added).toEqual({ generated: 2, real: 2 });
});

test('Parquet: two pictures of one path: the first goes in, the second is refused and the first is named', async () => {
  const file = golden('from-pil-embedded.parquet');
  const columns = new Map([['path', 'label']]);
  const { summary, refusals } = await loading(catalog(), 'parquet', file, {
    dataset: 'parquet-paths',
    columns,
  });
  const { images } = await contentOf(catalog(), 'parquet-paths');
  // One for each of the two labels.
  expect(images).toHaveLength(2);
  expect(summary.added).toEqual({ real: 1, generated: 1 });
  expect(refusals).toHaveLength(2);
  expect(refusals[0]).toMatch(
    /\[\d\]: another image of the path \d stands as .*from-pil-embedded\.parquet \[\d\]$/,
  );
});

test('Parquet: masks as pictures, in the layout of SID_Set', async () => {
  const { summary, refusals } = await loading(catalog(), 'parquet', golden('masks-as-pictures.parquet'), {
    dataset: 'sid-set',
    columns: new Map([['path', 'img_id']]),
    labels: new Map([
      ['0', 'real'],
      ['1', 'generated'],
      ['2', 'generated'],
    ]),
  });
  expect(summary.added).toEqual({ real: 1, generated: 2 });
  expect(refusals).toEqual([
    expect.stringMatching(/\[3\]\.mask: the mask has 64 × 40 pixels, its image 64 × 48$/),
  ]);
  const { explanations } = await contentOf(catalog(), 'sid-set');
  expect(explanations).toMatchObject([
    {
      source: 'sid-set-reference',
      run: 'masks of the set',
      path: 'tampered_1.png',
      verdict: 'generated',
      regions: [{ box: [10, 5, 40, 20], description: '', mask: { size: [48, 64] } }],
    },
  ]);
});

test.each([
  ['rle', /\[1\]\.rle\.counts: .*(cover|truncated)/],
  ['lengths', /\[1\]\.lengths\.counts: .*cover/],
  ['written', /\[1\]\.written: a mask is a picture .*, runs .*, or polygons/],
])('Parquet: masks as COCO writes them, in the column %s', async (column, refusal) => {
  const dataset = `runs-${column}`;
  const columns = new Map([['mask', column]]);
  const file = golden('masks-as-runs.parquet');
  const { summary, refusals } = await loading(catalog(), 'parquet', file, { dataset, columns });
  expect(summary.added).toEqual({ real: 1, generated: 1 });
  expect(refusals).toEqual([expect.stringMatching(refusal)]);
  const { explanations } = await contentOf(catalog(), dataset);
  const [said] = explanations;
  expect(explanations).toMatchObject([
    {
      run: 'texts and masks of the set',
      path: 'masks-as-runs/a.png',
      reasoning: '',
      regions: [{ box: [10, 5, 40, 20], description: 'the hand is pasted in', mask: { size: [48, 64] } }],
    },
  ]);
  expect(said?.['regions']).toMatchObject([{ mask: { counts: counts() } }]);
});

test('Parquet: a column that is left out is not read', async () => {
  const columns = new Map([
    ['path', 'img_id'],
    ['mask', ''],
  ]);
  const labels = new Map([['2', 'generated' as const]]);
  const file = golden('masks-as-pictures.parquet');
  const { summary, said } = await loading(catalog(), 'parquet', file, {
    dataset: 'maskless',
    columns,
    labels,
  });
  expect(summary.added).toEqual({ generated: 2 });
  expect(said[1]).toBe('Columns that are left out: mask, width, height.');
  expect((await contentOf(catalog(), 'maskless')).explanations).toEqual([]);
});

test('SynthScars: polygons of people become regions with their words', async () => {
  const folder = await datasetFolder();
  await folder.write('test/images/a.jpg', await newImage());
  const ref = {
    sentence: 'distorted hand',
    explanation: 'The hand has six fingers.',
    // As in the set itself, beyond the edge by the last digit.
    segmentation: [[10, 5, 40.0000000000003, 5, 40, 20, 10, 20]],
  };
  const rows = [
    { '17': { img_file_name: 'a.jpg', caption: 'A hand is odd.', refs: [ref, { ...ref, explanation: '' }] } },
    { '18': { img_file_name: 'gone.jpg', caption: '', refs: [] } },
    { '19': { img_file_name: 'a.jpg', refs: [{ ...ref, segmentation: [[1, 1, 2, 2]] }] } },
  ];
  await folder.write('test/annoations/test.json', JSON.stringify(rows));
  const { summary, refusals } = await loading(catalog(), 'synthscars', folder.path, { split: 'test' });
  expect(summary.added).toEqual({ generated: 1 });
  expect(refusals).toEqual([
    expect.stringMatching(/\[1\]\.img_file_name: there is no file test\/images\/gone\.jpg/),
    expect.stringMatching(/\[2\]\.refs\[0\]\.segmentation\[0\]: a polygon has at least three corners/),
  ]);
  const { explanations } = await contentOf(catalog(), 'synthscars');
  expect(explanations).toMatchObject([
    {
      source: 'synthscars-reference',
      verdict: 'generated',
      reasoning: 'A hand is odd.',
      regions: [
        { box: [10, 5, 40, 20], description: 'The hand has six fingers.' },
        { box: [10, 5, 40, 20], description: 'distorted hand' },
      ],
    },
  ]);
});

test('NTIRE 2026: every shard, names with or without their ending', async () => {
  const folder = await datasetFolder();
  await folder.write('shard_0/images/abc.jpg', await drawnImage(71));
  await folder.write('shard_0/labels.csv', 'image_name,label\nabc.jpg,0\nmissing,1\n');
  await folder.write('shard_1/images/def.jpg', await drawnImage(72));
  await folder.write('shard_1/labels.csv', ',image_name,label,transformation\n0,def,1,jpeg\n1,def,2,blur\n');
  const { summary, said, refusals } = await loading(catalog(), 'ntire-2026', folder.path);
  expect(said[0]).toBe('Labels: 0 = real, 1 = generated, as NTIRE 2026 writes them.');
  expect(summary.added).toEqual({ real: 1, generated: 1 });
  expect(refusals.map((line) => line.slice(folder.path.length))).toEqual([
    expect.stringMatching(
      /^\/shard_0\/labels\.csv:3: image_name: there is no file shard_0\/images\/missing\.jpg/,
    ),
    expect.stringMatching(/^\/shard_1\/labels\.csv:3: label: the label is 2/),
  ]);
  expect((await contentOf(catalog(), 'ntire-2026')).images).toMatchObject([
    { path: 'shard_0/images/abc.jpg', label: 'real', category: null },
    { path: 'shard_1/images/def.jpg', label: 'generated', category: 'jpeg' },
  ]);
});

test('a folder for each generator: AIGIBench, ArenaBench, ForenSynths', async () => {
  const folder = await datasetFolder();
  await folder.write('ProGAN/0_real/a.png', await drawnImage(81));
  await folder.write('ProGAN/1_fake/b.png', await drawnImage(82));
  await folder.write('SDXL/car/1_fake/c.png', await drawnImage(83));
  const { refusals } = await loading(catalog(), 'folder', folder.path, {
    dataset: 'trees',
    generators: true,
  });
  expect(refusals).toEqual([]);
  expect((await contentOf(catalog(), 'trees')).images).toMatchObject([
    { path: 'ProGAN/0_real/a.png', label: 'real', generator: null },
    { path: 'ProGAN/1_fake/b.png', label: 'generated', generator: 'ProGAN' },
    { path: 'SDXL/car/1_fake/c.png', label: 'generated', generator: 'SDXL' },
  ]);
});

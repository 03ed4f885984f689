import { datasetFolder, lines } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage } from '@fakexplain/fixtures/images';
import { expect, test } from 'vitest';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { loading } from '../testing/loading.ts';

const catalog = useCatalog();

async function drawnImages() {
  const folder = await datasetFolder();
  for (const [seed, name] of ['a.png', 'b, with comma.png', 'c.png'].entries()) {
    await folder.write(`pictures/${name}`, await drawnImage(seed));
  }
  return folder;
}

const csv = `path,label,generator,category,fold,group,score
a.png,real,,,,,0.1
"b, with comma.png",fake,SDXL,Diffusion,2,prompt-7,0.9
c.png,1,,,,,0.5
gone.png,real,,,,,0.5
c.png,real,,,9,,0.5
c.png,real,,,a,,0.5
c.png, ,,,,,0.5
short,real
`;

test('CSV: cells in quotes, columns left out, codes that nobody explained are refused', async () => {
  const folder = await drawnImages();
  const file = await folder.write('list.csv', csv);
  const { summary, said, refusals } = await loading(catalog(), 'manifest', file, {
    dataset: 'csv',
    images: `${folder.path}/pictures`,
  });
  expect(said).toEqual([
    'Labels: real = real, generated = generated, fake = generated, by the column label.',
    'Columns that are left out: score.',
  ]);
  expect(summary).toMatchObject({ added: { real: 1, generated: 1 }, refused: 6 });
  expect(refusals).toEqual([
    expect.stringContaining(`${file}:4: label: 1 says nothing`),
    expect.stringContaining(`${file}:5: path: there is no file gone.png`),
    expect.stringContaining(`${file}:6: fold: a fold is 0, 1, 2 or 3, or empty`),
    expect.stringContaining(`${file}:7: fold: a fold is 0, 1, 2 or 3, or empty`),
    `${file}:8: label: the row has no label`,
    expect.stringContaining(`${file}:9: the row has 2 cells, the first row names 7 columns`),
  ]);
  const { images } = await contentOf(catalog(), 'csv');
  expect(images).toMatchObject([
    { path: 'a.png', label: 'real', generator: null, category: null, group_key: null },
    {
      path: 'b, with comma.png',
      label: 'generated',
      generator: 'SDXL',
      category: 'Diffusion',
      fold: 2,
      group_key: 'prompt-7',
    },
  ]);
});

test('codes mean what --label says, either way round', async () => {
  const folder = await drawnImages();
  const rows = [
    { path: 'pictures/a.png', label: 0 },
    { path: 'pictures/c.png', label: 1, group: 'g' },
  ];
  const file = await folder.write('list.jsonl', lines(rows));
  await loading(catalog(), 'manifest', file, {
    dataset: 'one-fake',
    labels: new Map([
      ['0', 'real'],
      ['1', 'generated'],
    ]),
  });
  await loading(catalog(), 'manifest', file, {
    dataset: 'zero-fake',
    labels: new Map([
      ['1', 'real'],
      ['0', 'generated'],
    ]),
  });
  const labels = async (dataset: string) =>
    (await contentOf(catalog(), dataset)).images.map(({ label }) => label);
  expect(await labels('one-fake')).toEqual(['real', 'generated']);
  expect(await labels('zero-fake')).toEqual(['generated', 'real']);
});

test.each([
  [';', ';'],
  ['\t', 'tabs'],
])('another separator than the comma is named: %j', async (separator, name) => {
  const folder = await drawnImages();
  const file = await folder.write('list.csv', `\uFEFFpath${separator}label\na.png${separator}real\n`);
  await expect(loading(catalog(), 'manifest', file, { dataset: 'never' })).rejects.toThrow(
    `the columns seem to be parted by ${name}`,
  );
});

test('paths may be written with backslashes, and in composed or decomposed characters', async () => {
  const folder = await datasetFolder();
  const names = ['sub/a.png', 'sub/caf\u00e9.png', 'sub/cafe\u0301-2.png', 'sub/with\\backslash.png'];
  for (const [seed, name] of names.entries()) await folder.write(name, await drawnImage(40 + seed));
  const written = ['sub\\a.png', 'sub\\cafe\u0301.png', 'sub/caf\u00e9-2.png', 'sub/with\\backslash.png'];
  const file = await folder.write(
    'list.csv',
    ['path,label', ...written.map((path) => `${path},real`)].join('\n'),
  );
  const { summary, refusals } = await loading(catalog(), 'manifest', file, { dataset: 'names' });
  expect(refusals).toEqual([]);
  expect(summary.added).toEqual({ real: 4 });
  const { images } = await contentOf(catalog(), 'names');
  expect(new Set(images.map(({ path }) => path))).toEqual(
    new Set(names.map((name) => name.normalize('NFC'))),
  );
});

test('an image under both labels is a contradiction that is told', async () => {
  const folder = await drawnImages();
  await folder.write('pictures/again.png', await drawnImage(0));
  const file = await folder.write('list.csv', 'path,label\na.png,real\nagain.png,fake\na.png,real\n');
  const { summary, refusals } = await loading(catalog(), 'manifest', file, {
    dataset: 'both-labels',
    images: `${folder.path}/pictures`,
  });
  expect(refusals).toEqual([
    `${file}:3: the same image stands on line 2 of this file, and is real there, generated here`,
    `${file}:4: the same image stands on line 2 of this file`,
  ]);
  expect(summary).toMatchObject({ added: { real: 1 }, refused: 2, contradictions: 1 });
});

test('a CSV without the two columns is refused wholly', async () => {
  const folder = await drawnImages();
  const file = await folder.write('list.csv', 'file,label\na.png,real\n');
  await expect(loading(catalog(), 'manifest', file, { dataset: 'never' })).rejects.toThrow(
    /names the columns: path, label, .*; found are: file, label\.$/,
  );
});

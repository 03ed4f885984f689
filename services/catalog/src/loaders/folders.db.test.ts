import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage } from '@fakexplain/fixtures/images';
import { expect, test } from 'vitest';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { loading } from '../testing/loading.ts';

const catalog = useCatalog();

async function folderWith(paths: string[]) {
  const folder = await datasetFolder();
  for (const [seed, path] of paths.entries()) await folder.write(path, await drawnImage(seed));
  return folder;
}

const labelsOf = async (dataset: string) =>
  Object.fromEntries((await contentOf(catalog(), dataset)).images.map(({ path, label }) => [path, label]));

test.each([
  ['', 'of the folder that holds test/', 'test'],
  ['Chameleon/', 'of the archive', 'Chameleon/test'],
  ['', 'of test/ itself', 'test'],
])('Chameleon: 0_real and 1_fake, under the same paths %s', async (prefix, given, below) => {
  const folder = await folderWith([`${prefix}test/0_real/a1.jpg`, `${prefix}test/1_fake/b2.jpg`]);
  const path = given === 'of test/ itself' ? `${folder.path}/${below}` : folder.path;
  const slug = `chameleon-${given.replaceAll(/[^a-z]+/g, '-').replace(/-$/, '')}`;
  const { summary, said } = await loading(catalog(), 'chameleon', path, { dataset: slug });
  expect(summary).toMatchObject({ added: { real: 1, generated: 1 }, refused: 0, interrupted: false });
  expect(said).toEqual(['Labels: 0_real/ = real, 1_fake/ = generated, by folder.']);
  expect(await labelsOf(slug)).toEqual({ 'test/0_real/a1.jpg': 'real', 'test/1_fake/b2.jpg': 'generated' });
});

test('Chameleon: a folder beside the two is refused by row, a missing one wholly', async () => {
  const folder = await folderWith(['test/0_real/a.jpg', 'test/1_fake/b.jpg', 'test/unsorted/c.jpg']);
  const { summary, refusals } = await loading(catalog(), 'chameleon', folder.path, {
    dataset: 'odd-chameleon',
  });
  expect(summary).toMatchObject({ added: { real: 1, generated: 1 }, refused: 1 });
  expect(refusals).toEqual([
    `${folder.path}/test/unsorted/c.jpg: none of its folders says whether it is real or generated (known: 0_real/ = real, 1_fake/ = generated)`,
  ]);
  const half = await folderWith(['test/0_real/a.jpg', 'test/fake/b.jpg']);
  await expect(loading(catalog(), 'chameleon', half.path)).rejects.toThrow(
    /no test\/0_real and test\/1_fake/,
  );
});

test('GPT-Image-1: a flat folder is generated throughout, and said to be', async () => {
  const folder = await folderWith(['00001.png', 'reason-edit/00002.png']);
  const { summary, said } = await loading(catalog(), 'gpt-image-1', folder.path);
  expect(summary).toMatchObject({ added: { generated: 2 }, refused: 0 });
  expect(said[0]).toMatch(/^Labels: all generated: there is no folder 0_real\/ or 1_fake\//);
  const { images } = await contentOf(catalog(), 'gpt-image-1');
  expect(images.map(({ generator }) => generator)).toEqual(['GPT-Image-1', 'GPT-Image-1']);
});

test('GPT-Image-1: with 0_real and 1_fake, what lies elsewhere is refused', async () => {
  const folder = await folderWith(['0_real/a.png', '1_fake/b.png', 'c.png']);
  const { summary } = await loading(catalog(), 'gpt-image-1', folder.path, { dataset: 'gpt-both' });
  expect(summary).toMatchObject({ added: { real: 1, generated: 1 }, refused: 1 });
});

test('any folders: nested, named as benchmarks do, more names said', async () => {
  const folder = await folderWith([
    'progan/car/0_real/a.png',
    'progan/car/1_fake/b.png',
    'Midjourney/val/ai/c.png',
    'Midjourney/val/nature/d.png',
    'fake/e.png',
    'REAL/f.png',
    'authentic/g.png',
    'unknown/h.png',
    'fake/0_real/i.png',
  ]);
  await folder.write('readme.txt', 'not a picture');
  await folder.write('.hidden/real/x.png', 'never looked at');
  const { summary, said, refusals } = await loading(catalog(), 'folder', folder.path, {
    dataset: 'mixed',
    generators: true,
    labels: new Map([['authentic', 'real']]),
  });
  expect(said).toEqual([
    'Labels: real/ = real, 0_real/ = real, nature/ = real, fake/ = generated, 1_fake/ = generated, ai/ = generated, authentic/ = real, by the folders of each path.',
    '1 file is not an image and left out: readme.txt.',
  ]);
  expect(summary).toMatchObject({ added: { real: 4, generated: 3 }, refused: 2 });
  expect(refusals.join('\n')).toMatch(
    /i\.png: its folders say both real and generated\n.*h\.png: none of its folders/,
  );
  const { images } = await contentOf(catalog(), 'mixed');
  expect(Object.fromEntries(images.map(({ path, label, generator }) => [path, [label, generator]]))).toEqual({
    'progan/car/0_real/a.png': ['real', null],
    'progan/car/1_fake/b.png': ['generated', 'progan'],
    'Midjourney/val/ai/c.png': ['generated', 'Midjourney'],
    'Midjourney/val/nature/d.png': ['real', null],
    'fake/e.png': ['generated', null],
    'REAL/f.png': ['real', null],
    'authentic/g.png': ['real', null],
  });
});

test('interrupted anywhere and run again, it ends as if undisturbed; the same bytes twice are told', async () => {
  const paths = Array.from({ length: 12 }, (_, n) => `${n % 3 === 0 ? 'real' : 'fake'}/${n}.png`);
  const folder = await folderWith(paths);
  await folder.write('real/again.png', await drawnImage(1));
  const whole = await loading(catalog(), 'folder', folder.path, { dataset: 'whole' });
  expect(whole.summary).toMatchObject({ added: { real: 4, generated: 8 }, refused: 1 });
  expect(whole.refusals).toEqual([
    expect.stringMatching(/again\.png: the same image stands as .*fake\/1\.png/),
  ]);

  const stop = new AbortController();
  const { summary } = await loading(
    catalog(),
    'folder',
    folder.path,
    { dataset: 'pieces' },
    {
      signal: stop.signal,
      onProgress: ({ rows }) => rows === 3 && stop.abort(),
    },
  );
  expect(summary.interrupted).toBe(true);
  const there = (summary.added['real'] ?? 0) + (summary.added['generated'] ?? 0);
  expect(there).toBeGreaterThan(2);
  expect(there).toBeLessThan(12);
  const rest = await loading(catalog(), 'folder', folder.path, { dataset: 'pieces' });
  expect(rest.summary).toMatchObject({ present: there, interrupted: false });
  expect((await contentOf(catalog(), 'pieces')).images).toEqual((await contentOf(catalog(), 'whole')).images);
});

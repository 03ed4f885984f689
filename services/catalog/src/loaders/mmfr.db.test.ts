import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage } from '@fakexplain/fixtures/images';
import { expect, test } from 'vitest';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { loading } from '../testing/loading.ts';

const catalog = useCatalog();

async function miniature() {
  const folder = await datasetFolder();
  const paths = [
    'flux/0_real/a.png',
    'flux/1_fake/b.png',
    'flux/1_fake/c.png',
    'gpt4o/1_fake/d.png',
    'gpt4o/odd/e.png',
  ];
  for (const [seed, path] of paths.entries()) {
    await folder.write(`evaluation_sets/${path}`, await drawnImage(seed));
  }
  const notes = {
    'flux/0_real/a.png': { texture: 'Fine grain.', lighting: null },
    'flux/1_fake/b.png': { texture: 'Plastic skin.', anatomy: 'Six fingers.', lighting: null },
    'flux/1_fake/c.png': { texture: ['not', 'text'] },
  };
  await folder.write('evaluation_sets/flux_reasoning.json', JSON.stringify(notes));
  return folder;
}

test('labels by folder, references from sorted attributes, nulls dropped', async () => {
  const folder = await miniature();
  const { summary, said, refusals } = await loading(catalog(), 'mmfr', folder.path);
  expect(summary).toMatchObject({ added: { real: 1, generated: 2 }, refused: 2 });
  expect(said).toEqual([
    'Labels: 0_real/ = real, 1_fake/ = generated, by folder.',
    'No <name>_reasoning.json for: gpt4o.',
  ]);
  expect(refusals).toEqual([
    expect.stringMatching(/c\.png: its notes are not \{ attribute: text or null \}$/),
    expect.stringMatching(/odd\/e\.png: none of its folders/),
  ]);
  const { images, explanations } = await contentOf(catalog(), 'mmfr');
  expect(images).toMatchObject([
    { path: 'evaluation_sets/flux/0_real/a.png', label: 'real', generator: null },
    { path: 'evaluation_sets/flux/1_fake/b.png', label: 'generated', generator: 'flux' },
    { path: 'evaluation_sets/gpt4o/1_fake/d.png', label: 'generated', generator: 'gpt4o' },
  ]);
  expect(explanations).toMatchObject([
    {
      source: 'mmfr-reference',
      path: 'evaluation_sets/flux/0_real/a.png',
      reasoning: 'Fine grain.',
      regions: [],
    },
    {
      path: 'evaluation_sets/flux/1_fake/b.png',
      verdict: 'generated',
      reasoning: 'Six fingers. Plastic skin.',
    },
  ]);
  expect(explanations).toHaveLength(2);
});

test('the folder evaluation_sets itself gives the same', async () => {
  const folder = await miniature();
  await loading(catalog(), 'mmfr', folder.path, { dataset: 'mmfr-outer' });
  await loading(catalog(), 'mmfr', `${folder.path}/evaluation_sets`, { dataset: 'mmfr-inner' });
  const [outer, inner] = [await contentOf(catalog(), 'mmfr-outer'), await contentOf(catalog(), 'mmfr-inner')];
  expect(inner.images).toEqual(outer.images);
});

test('a single evaluation set is refused: its name is a part of the keys', async () => {
  const folder = await miniature();
  const flux = `${folder.path}/evaluation_sets/flux`;
  await expect(loading(catalog(), 'mmfr', flux)).rejects.toThrow(
    /holds no evaluation_sets\/<generator>\/1_fake/,
  );
});

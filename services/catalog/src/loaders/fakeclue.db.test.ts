import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage } from '@fakexplain/fixtures/images';
import { expect, test } from 'vitest';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { loading } from '../testing/loading.ts';

const catalog = useCatalog();

function clue(image: string, label: number, answer: string, cate = 'deepfake') {
  const conversations = [
    { from: 'human', value: '<image>Is this image real or fake?' },
    { from: 'gpt', value: answer },
  ];
  return { image, label, cate, width: 64, height: 48, conversations };
}

/** Two splits as distributed: train's paths repeat the split, test's do not, and one lies a level deeper. */
async function miniature() {
  const folder = await datasetFolder();
  const images: [string, number][] = [
    ['train/ff++/fake/Deepfakes/c23/frames/071_054/160.png', 1],
    ['train/ff++/real/youtube/c23/frames/054/12.png', 2],
    ['test/chameleon/fake/0a1b.jpg', 3],
    ['test/test/doc/real/9.jpg', 4],
  ];
  for (const [path, seed] of images) await folder.write(path, await drawnImage(seed));
  await folder.write(
    'data_json/train.json',
    JSON.stringify([
      clue(
        'train/ff++/fake/Deepfakes/c23/frames/071_054/160.png',
        0,
        'This is a fake image. The jaw is blurred.',
      ),
      clue('train/ff++/real/youtube/c23/frames/054/12.png', 1, 'This is a real image. The skin has pores.'),
    ]),
  );
  const testRows = [
    clue('chameleon/fake/0a1b.jpg', 0, 'This image is fake. The petals repeat. They float.', 'object'),
    clue('doc/real/9.jpg', 1, 'This is a real image.', 'doc'),
    clue('chameleon/fake/gone.jpg', 0, 'This is a fake image. Gone.'),
    clue('doc/real/9.jpg', 2, 'This is a fake image.'),
    clue('doc/real/9.jpg', 0, 'This is a real image. Labels of a copy are wrong.'),
  ];
  await folder.write('data_json/test.json', JSON.stringify(testRows));
  return folder.path;
}

test('0 is fake and 1 is real, paths come with and without the split, answers lose their verdict', async () => {
  const path = await miniature();
  const { summary, said, refusals } = await loading(catalog(), 'fakeclue', path);
  expect(said[0]).toBe('Labels: 0 = generated (fake), 1 = real, as FakeClue writes them.');
  expect(summary).toMatchObject({ added: { real: 2, generated: 2 }, refused: 3 });
  expect(refusals).toEqual([
    expect.stringMatching(
      /test\.json: \[2\]\.image: there is no file test\/chameleon\/fake\/gone\.jpg, nor /,
    ),
    expect.stringMatching(
      /test\.json: \[3\]\.label: the label is 2; FakeClue writes 0 for fake and 1 for real/,
    ),
    expect.stringMatching(/test\.json: \[4\]\.label: the label 0 says generated, the answer says real/),
  ]);
  const { images, explanations } = await contentOf(catalog(), 'fakeclue');
  expect(images).toMatchObject([
    { path: 'test/chameleon/fake/0a1b.jpg', label: 'generated', category: 'object', group_key: null },
    { path: 'test/doc/real/9.jpg', label: 'real', category: 'doc', group_key: null },
    {
      path: 'train/ff++/fake/Deepfakes/c23/frames/071_054/160.png',
      label: 'generated',
      generator: 'Deepfakes',
      group_key: 'ff++:054',
    },
    {
      path: 'train/ff++/real/youtube/c23/frames/054/12.png',
      label: 'real',
      generator: null,
      group_key: 'ff++:054',
    },
  ]);
  expect(
    explanations.map(({ source, path, verdict, reasoning, regions }) => [
      source,
      path,
      verdict,
      reasoning,
      regions,
    ]),
  ).toEqual([
    ['fakeclue-reference', 'test/chameleon/fake/0a1b.jpg', 'generated', 'The petals repeat. They float.', []],
    [
      'fakeclue-reference',
      'train/ff++/fake/Deepfakes/c23/frames/071_054/160.png',
      'generated',
      'The jaw is blurred.',
      [],
    ],
    [
      'fakeclue-reference',
      'train/ff++/real/youtube/c23/frames/054/12.png',
      'real',
      'The skin has pores.',
      [],
    ],
  ]);
  const references = await catalog().sql`
    select runs.reference from catalog.runs join catalog.datasets on datasets.id = dataset_id where slug = 'fakeclue'`;
  expect([...references]).toEqual([{ reference: true }]);
});

test('one split under another name, twice; the second time all of it is there', async () => {
  const path = await miniature();
  const said = { dataset: 'clues', described: { title: 'Clues' }, split: 'train' };
  const again = () => loading(catalog(), 'fakeclue', path, said);
  expect((await again()).summary).toMatchObject({ added: { real: 1, generated: 1 } });
  const before = await contentOf(catalog(), 'clues');
  expect((await again()).summary).toMatchObject({
    added: {},
    present: 2,
    refused: 0,
  });
  expect(await contentOf(catalog(), 'clues')).toEqual(before);
});

test.each([
  ['a folder without data_json', {}, /has no data_json\/train\.json or data_json\/test\.json/],
  ['what is not JSON', { 'data_json/test.json': '[{' }, /test\.json is not JSON/],
  ['no list', { 'data_json/test.json': '{}' }, /test\.json is not a list of rows/],
])('%s is refused', async (_, files, reason) => {
  const folder = await datasetFolder();
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  await expect(loading(catalog(), 'fakeclue', folder.path)).rejects.toThrow(reason);
});

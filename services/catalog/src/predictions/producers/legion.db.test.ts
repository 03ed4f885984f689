import { join } from 'node:path';
import { maskArea } from '@fakexplain/explanation';
import { type DatasetFolder, datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { expect, test } from 'vitest';
import { mask, masksOf, png, usePredictions, type Drawn } from '../../testing/use-predictions.ts';

const bring = usePredictions();
const legion = { format: 'legion', mask } as const;

/** The folder that infer.py writes for one image. */
async function output(folder: DatasetFolder, image: string, caption?: string, boxes?: Drawn) {
  const name = `out/${image.split('/').at(-1) ?? ''}`;
  if (caption !== undefined) {
    await folder.write(`${name}/explanation.json`, JSON.stringify({ [image]: caption }));
  }
  if (boxes) await folder.write(`${name}/mask.png`, await png(boxes));
}

test('captions and masks go in by whole file names; verdicts are absent, and that is said', async () => {
  const folder = await datasetFolder();
  const drawn = [
    [2, 3, 12, 9],
    [30, 20, 33, 22],
    [20, 5, 26, 15],
  ] as const;
  await output(folder, '/home/x/1.jpg', 'The <p>hand</p> [SEG] melts , oddly.', drawn);
  await output(folder, '/home/x/11.jpg', 'Nothing stands out.', []);
  await output(folder, '/home/x/3.jpg', 'The wall bends.');
  await output(folder, '/home/x/last.png', undefined, drawn);
  const { summary, notes, told, said } = await bring(join(folder.path, 'out'), legion, {
    source: 'legion',
  });
  expect(told).toEqual([]);
  expect(summary).toEqual({
    added: { 'without a verdict': 4 },
    present: 0,
    refused: 0,
    contradictions: 0,
    understood: expect.anything(),
    interrupted: false,
  });
  expect(notes).toEqual([
    '4 × no verdict is given; --verdicts brings verdicts from another file',
    '1 × no mask: counts as an empty one',
    '1 × a mask without a text',
    '3 × an image found by its file name alone; with --root, paths decide',
    '4 images have no prediction',
  ]);
  expect(said).toMatchObject([
    {
      path: 'a/1.jpg',
      run: 'out',
      verdict: null,
      parse_status: 'failed',
      parse_problems: [{ code: 'verdict_not_given' }],
      raw_text: 'The <p>hand</p> [SEG] melts , oddly.',
      grammar: null,
      reasoning: '',
      regions: [
        { box: [2, 3, 12, 9], description: 'The hand melts, oddly.' },
        { box: [20, 5, 26, 15], description: '' },
        { box: [30, 20, 33, 22], description: '' },
      ],
    },
    { path: 'a/11.jpg', reasoning: 'Nothing stands out.', regions: [] },
    {
      path: 'a/3.jpg',
      reasoning: 'The wall bends.',
      regions: [],
      parse_problems: [{ code: 'verdict_not_given' }, { code: 'missing_mask' }],
    },
    {
      path: 'last.png',
      raw_text: null,
      regions: [{ description: '' }, {}, {}],
      parse_problems: [{ code: 'missing_text' }, { code: 'verdict_not_given' }],
    },
  ]);
  expect(masksOf(said[0]).map(maskArea)).toEqual([60, 60, 6]);
});

test('verdicts come from a table of words', async () => {
  const folder = await datasetFolder();
  await output(folder, 'a/1.jpg', 'x', [[1, 1, 9, 9]]);
  await output(folder, 'a/3.jpg', 'y', []);
  const verdicts = await folder.write(
    'v.csv',
    'image,verdict\n/d/1.jpg,fake\n3.jpg,REAL\n2.jpg,real\nz.png,real\n',
  );
  const { notes, said } = await bring(
    join(folder.path, 'out'),
    { ...legion, verdicts },
    {
      source: 'legion-verdicts',
    },
  );
  expect(said).toMatchObject([
    { path: 'a/1.jpg', verdict: 'generated', parse_status: 'ok' },
    { path: 'a/3.jpg', verdict: 'real', parse_status: 'ok' },
  ]);
  expect(notes).toContain(`2 × a row of ${verdicts} that names no image of the dataset, or several`);
  const numbers = await folder.write('n.csv', 'image,verdict\n1.jpg,1\n');
  await expect(
    bring(join(folder.path, 'out'), { ...legion, verdicts: numbers }, { source: 'never' }),
  ).rejects.toThrow(`${numbers}:2: the verdict is "1"; write real or generated (fake), in words`);
});

test('what cannot be of one image is refused, folder by folder', async () => {
  const folder = await datasetFolder();
  await output(folder, '/d/2.jpg', 'of which?', []);
  await output(folder, '/d/7.jpg', 'unknown', []);
  await folder.write('out/1.jpg/explanation.json', JSON.stringify({ '/d/11.jpg': 'of another' }));
  await folder.write('out/3.jpg/explanation.json', '{"a": "x", "b": "y"}');
  await folder.write('out/11.jpg/notes.txt', '');
  await folder.write('out/last.png/mask.png', await png([], { width: 30, height: 40 }));
  await folder.write('out/5.png/mask.png', 'no picture');
  await folder.write('out/log.txt', '');
  const { summary, told, said } = await bring(join(folder.path, 'out'), legion, {
    source: 'legion-refused',
  });
  expect(said).toEqual([]);
  expect(summary.refused).toBe(7);
  expect(told).toEqual([
    ['/1.jpg', 'explanation.json', 'it is of /d/11.jpg, the folder of 1.jpg'],
    ['/11.jpg', '', 'the folder has neither explanation.json nor mask.png'],
    ['/2.jpg', 'explanation.json', expect.stringMatching(/any of 2 images: a\/2\.jpg, b\/2\.jpg/)],
    ['/3.jpg', 'explanation.json', expect.stringMatching(/it has 2 captions/)],
    ['/5.png', 'mask.png', expect.stringMatching(/cannot be read as an image/)],
    ['/7.jpg', 'explanation.json', 'the dataset set has no image /d/7.jpg'],
    ['/last.png', 'mask.png', expect.stringMatching(/30 × 40 pixels, its image 40 × 30, turned/)],
  ]);
});

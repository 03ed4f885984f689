import { join } from 'node:path';
import { pixelsOfRuns } from '@fakexplain/explanation';
import { datasetFolder, lines } from '@fakexplain/fixtures/dataset-folder';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Producer } from '../open-producer.ts';
import { drawMask, mask, masksOf, png, usePredictions } from '../../testing/use-predictions.ts';

const bring = usePredictions();
const answer = (verdict: string) =>
  '1. Whether the picture has been tampered with / Description of the tampered area: ' +
  `The picture has ${verdict} tampered with, the sky.\n\n2. Judgment basis: Edges.`;

test('answers have verdicts, lossy masks are thresholded, missing ones are empty and counted', async () => {
  const folder = await datasetFolder();
  const lossy = await drawMask([[4, 4, 20, 20]])
    .jpeg({ quality: 60 })
    .toBuffer();
  await folder.write('MFLM_output/1.jpg', lossy);
  await folder.write('MFLM_output/99.jpg', lossy);
  const file = await folder.write(
    'DTE-FDM_output.jsonl',
    lines([
      { image: '/home/x/set/a/1.jpg', outputs: answer('been') },
      { image: '/home/x/set/a/11.jpg', outputs: answer('been') },
      { image: '/home/x/set/a/3.jpg', outputs: answer('not been') },
      { image: '/home/x/set/b/2.jpg', outputs: 'A dog.' },
      { image: '/home/x/set/c/2.jpg', outputs: 'A dog.' },
      { image: '/home/x/set/last.png', outputs: ' ' },
      { image: '/home/x/set/twins/5.png' },
    ]),
  );
  const producer: Producer = { format: 'fakeshield', mask, masks: join(folder.path, 'MFLM_output') };
  const { summary, notes, told, said } = await bring(file, producer, {
    source: 'fakeshield',
    root: '/home/x/set',
  });
  expect(summary.added).toEqual({ generated: 3, real: 1, 'without a verdict': 1 });
  expect(told).toEqual([
    [5, 'image', 'the dataset set has no image c/2.jpg'],
    [7, 'outputs', expect.any(String)],
  ]);
  expect(said).toMatchObject([
    {
      path: 'a/1.jpg',
      verdict: 'generated',
      parse_status: 'ok',
      reasoning: 'Edges.',
      regions: [{ description: 'The picture has been tampered with, the sky.' }],
      raw_text: answer('been'),
    },
    { path: 'a/11.jpg', verdict: 'generated', parse_status: 'partial', regions: [] },
    { path: 'a/3.jpg', verdict: 'real', parse_status: 'ok', parse_problems: [{ code: 'missing_mask' }] },
    {
      path: 'b/2.jpg',
      verdict: 'generated',
      parse_status: 'partial',
      parse_problems: [{ code: 'verdict_by_default' }, { code: 'missing_mask' }],
    },
    { path: 'last.png', verdict: null, parse_status: 'failed' },
  ]);
  const [marked] = masksOf(said[0]);
  const { data } = await sharp(lossy).greyscale().raw().toBuffer({ resolveWithObject: true });
  const expected = Array.from(data, (value) => (value > 127 ? 1 : 0));
  // Lossy indeed: there is grey between, so that any other threshold marks another area.
  expect(data.some((value) => value > 0 && value < 127)).toBe(true);
  expect(marked && [...pixelsOfRuns(marked)]).toEqual(expected);
  expect(notes.toSorted()).toEqual([
    `1 × a file of ${join(folder.path, 'MFLM_output')} that is the mask of no row`,
    expect.stringMatching(/^1 × neither "has"/),
    expect.stringMatching(/^1 × no verdict/),
    '3 images have no prediction',
    expect.stringMatching(/^4 × no mask/),
  ]);
});

test('one object alone is a file, and a mask that two rows share is nobody’s', async () => {
  const folder = await datasetFolder();
  const alone = await folder.write(
    'one.jsonl',
    JSON.stringify({ image: 'a/1.jpg', outputs: answer('been') }),
  );
  const { said } = await bring(alone, { format: 'fakeshield', mask }, { source: 'fakeshield-one' });
  expect(said).toMatchObject([
    {
      verdict: 'generated',
      parse_status: 'ok',
      parse_problems: [],
      reasoning: 'The picture has been tampered with, the sky. Edges.',
    },
  ]);
  await folder.write('masks/2.jpg', await png([[1, 1, 5, 5]]));
  const two = await folder.write(
    'two.jsonl',
    lines(['a/2.jpg', 'b/2.jpg'].map((image) => ({ image, outputs: answer('been') }))),
  );
  const producer: Producer = { format: 'fakeshield', mask, masks: join(folder.path, 'masks') };
  const { told } = await bring(two, producer, { source: 'fakeshield-two' });
  expect(told).toEqual(
    [1, 2].map((line) => [line, 'image', expect.stringMatching(/2 rows are of images called 2\.jpg/)]),
  );
});

test('FakeShield as first published: "text", and masks called after the image and its ending', async () => {
  const folder = await datasetFolder();
  const file = await folder.write(
    'answers.jsonl',
    lines([
      {
        question_id: 1,
        image: '/d/image/1.jpg',
        mask: '/d/mask/1.png',
        text: 'The picture has been tampered with.',
        metadata: {},
      },
    ]),
  );
  await folder.write('epoch_0/1.jpg_output_mask.png', await png([[1, 1, 5, 5]]));
  await folder.write('epoch_0/1.jpg_GT_mask.png', await png([[0, 0, 40, 30]]));
  const producer: Producer = { format: 'fakeshield', mask, masks: join(folder.path, 'epoch_0') };
  const { said, notes } = await bring(file, producer, { source: 'fakeshield-old' });
  expect(said).toMatchObject([{ verdict: 'generated', regions: [{ box: [1, 1, 5, 5] }] }]);
  expect(notes).toEqual([expect.stringMatching(/file name alone/), '7 images have no prediction']);
});

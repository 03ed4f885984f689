import { join } from 'node:path';
import { maskArea } from '@fakexplain/explanation';
import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { expect, test } from 'vitest';
import { mask, masksOf, png, usePredictions } from '../../testing/use-predictions.ts';
import type { Producer } from '../open-producer.ts';

const bring = usePredictions();
const producer = (format: 'imdlbenco' | 'ddl', more: { frame?: 'padded' | 'squeezed' } = {}): Producer => ({
  format,
  mask,
  verdictThreshold: 0.5,
  ...more,
});

test('IMDLBenCo: scores by file name, masks by stem', async () => {
  const folder = await datasetFolder();
  const scores = { '1.jpg': 0.98, '11.jpg': 0.25, '3.jpg': 0.75, '5.jpg': 0.5, '5.png': 0.5 };
  await folder.write('pred_label_combined.json', JSON.stringify(scores));
  await folder.write('pred_label_rank0.json', '{}');
  await folder.write('pred/1.png', await png([[0, 0, 10, 5]]));
  await folder.write('pred/11.png', await png([]));
  await folder.write('pred/5.png', await png([]));
  const { said, told, notes } = await bring(folder.path, producer('imdlbenco'), { source: 'imdl' });
  expect(said).toMatchObject([
    { path: 'a/1.jpg', verdict: 'generated', probability: 0.98, regions: [{ box: [0, 0, 10, 5] }] },
    { path: 'a/11.jpg', verdict: 'real', probability: 0.25, regions: [] },
    { path: 'a/3.jpg', verdict: 'generated', parse_problems: [{ code: 'missing_mask' }] },
  ]);
  expect(told).toEqual([
    ['/pred_label_combined.json', '5.jpg', '5.jpg and 5.png share one mask, 5.png'],
    ['/pred_label_combined.json', '5.png', '5.png and 5.jpg share one mask, 5.png'],
  ]);
  expect(notes).toContain('1 × no mask: counts as an empty one');
});

test('masks of the network’s size need to be told how the picture lies in them', async () => {
  const folder = await datasetFolder();
  await folder.write('pred_label_combined.json', JSON.stringify({ '1.jpg': 0.9 }));
  await folder.write('pred/1.png', await png([[20, 10, 30, 20]], { width: 64, height: 64 }));
  const refused = await bring(folder.path, producer('imdlbenco'), { source: 'unframed' });
  expect(refused.told[0]?.[2]).toMatch(/64 × 64 pixels, its image 40 × 30/);
  const padded = await bring(folder.path, producer('imdlbenco', { frame: 'padded' }), { source: 'padded' });
  expect(padded.said).toMatchObject([{ regions: [{ box: [20, 10, 30, 20] }], parse_problems: [] }]);
  const squeezed = await bring(folder.path, producer('imdlbenco', { frame: 'squeezed' }), {
    source: 'squeezed',
  });
  expect(squeezed.said).toMatchObject([{ parse_problems: [{ code: 'scaled_mask' }] }]);
  // Centres of 7 columns and 4 rows fall into the 10 × 10 marked of 64 × 64.
  expect(masksOf(squeezed.said[0]).map(maskArea)).toEqual([7 * 4]);
});

test('DDL: a line an image, and masks of the same name', async () => {
  const folder = await datasetFolder();
  await folder.write('predictions.txt', '1.jpg,0.9876\n3.jpg,0.0123\nlast.png,high\n');
  await folder.write('masks/1.jpg', await png([[0, 0, 10, 5]]));
  const { said, told } = await bring(folder.path, producer('ddl'), { source: 'ddl' });
  expect(said).toMatchObject([
    { path: 'a/1.jpg', probability: 0.9876, regions: [{ box: [0, 0, 10, 5] }] },
    { path: 'a/3.jpg', verdict: 'real', parse_problems: [{ code: 'missing_mask' }] },
  ]);
  expect(told).toEqual([[3, '', 'the score of last.png, high, is not a probability, 0 to 1']]);
  await expect(bring(join(folder.path, 'masks'), producer('ddl'), { source: 'never' })).rejects.toThrow(
    /no predictions\.txt/,
  );
});

test('IMDLBenCo: an image whose score is NaN is refused, the others go in', async () => {
  const folder = await datasetFolder();
  // As json.dump of Python writes it.
  await folder.write('pred_label_combined.json', '{"1.jpg": 0.98, "11.jpg": NaN, "3.jpg": "0.1"}');
  const { said, told } = await bring(folder.path, producer('imdlbenco'), { source: 'nan' });
  expect(said).toMatchObject([{ path: 'a/1.jpg', probability: 0.98 }]);
  expect(told).toEqual([
    [
      '/pred_label_combined.json',
      '11.jpg',
      'the score of 11.jpg, NaN or nothing, is not a probability, 0 to 1',
    ],
    ['/pred_label_combined.json', '3.jpg', 'the score of 3.jpg, 0.1, is not a probability, 0 to 1'],
  ]);
  const cut = await datasetFolder();
  await cut.write('pred_label_combined.json', '{"1.jpg": 0.98,');
  await expect(bring(cut.path, producer('imdlbenco'), { source: 'never' })).rejects.toThrow(
    /pred_label_combined\.json cannot be read as JSON/,
  );
});

test('DDL: a line that cannot be read is refused alone', async () => {
  const folder = await datasetFolder();
  await folder.write('predictions.txt', '1.jpg,0.9\n11.jpg\n1.jpg,0.2\n\n3.jpg,0.125\n');
  const { said, told } = await bring(folder.path, producer('ddl'), { source: 'ddl-lines' });
  expect(said).toMatchObject([
    { path: 'a/1.jpg', probability: 0.9 },
    { path: 'a/3.jpg', probability: 0.125 },
  ]);
  expect(told).toEqual([
    [2, '', 'the line is not "name.png,score"'],
    [3, '', '1.jpg stands on line 1 already'],
  ]);
});

import { join } from 'node:path';
import { maskArea } from '@fakexplain/explanation';
import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { expect, test } from 'vitest';
import type { Producer } from '../open-producer.ts';
import { drawMask, mask, masksOf, png, usePredictions } from '../../testing/use-predictions.ts';

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
  await folder.write('m/elsewhere/last.png', await png([[0, 0, 1, 1]]));
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
  expect(notes).toContain(`1 × a file of ${join(folder.path, 'm')} that is not an image by its name`);
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

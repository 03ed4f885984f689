import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { importTrainingRows } from './import-training-rows.ts';
import { manifestOfDataset } from './ensure-dataset.ts';

const folder = join(import.meta.dirname, '../../../../../shared/real-images');
const catalog = useCatalog();

test('photographs and generated images as they are in the wild go in', async ({ skip }) => {
  skip(!existsSync(folder), `there is no ${folder}, which is lent to the project beside its own folder`);
  const summary = await importTrainingRows({
    ...catalog(),
    file: join(folder, 'annotations.jsonl'),
    imagesFolder: folder,
    manifest: await manifestOfDataset(catalog().db, 'real-images'),
  });
  expect(summary).toMatchObject({ added: { generated: 9, real: 8 }, refused: 0 });
  const { images, explanations } = await contentOf(catalog(), 'real-images');
  // JPEG under the name of PNG.
  expect(images.find(({ path }) => path === 'images/fake_dragon.png')).toMatchObject({
    media_type: 'image/jpeg',
    width: 450,
    height: 654,
  });
  expect(explanations.find(({ path }) => path === 'images/fake_desk.png')).toMatchObject({
    verdict: 'generated',
    regions: [
      { box: [161, 115, 251, 243], description: 'the chair has no seat and grows out of the desk' },
      { box: [46, 108, 159, 179] },
      { box: [84, 15, 179, 97] },
      { box: [0, 233, 31, 253] },
    ],
  });
  expect(explanations.filter(({ verdict }) => verdict === 'real')).toHaveLength(8);
});

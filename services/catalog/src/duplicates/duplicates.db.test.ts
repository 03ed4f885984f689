import { catalog as api } from '@fakexplain/contract';
import { temporaryFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage, newImage } from '@fakexplain/fixtures/images';
import { sql } from 'drizzle-orm';
import { createLogger } from '@fakexplain/service-kit';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { useCatalog } from '../testing/use-catalog.ts';
import { loading } from '../testing/loading.ts';
import { hashImages } from './hash-images.ts';
import { overlapNotes } from './overlap-notes.ts';

const catalog = useCatalog();

/** Two sets: one image in both with contradicting labels, one recompressed, one small within a set, flat ones, others. */
beforeAll(async () => {
  const folder = await temporaryFolder();
  const shared = await drawnImage(1);
  const photograph = await drawnImage(2, { width: 300, height: 200, format: 'png' });
  await folder.write('first/real/shared.jpg', shared);
  await folder.write('first/real/photograph.png', photograph);
  await folder.write('first/real/thumbnail.png', await sharp(photograph).resize(90, 60).png().toBuffer());
  await folder.write('first/fake/flat.png', await newImage());
  await folder.write('first/fake/alone.jpg', await drawnImage(3));
  await folder.write('second/fake/shared.jpg', shared);
  await folder.write('second/real/photograph.jpg', await sharp(photograph).jpeg({ quality: 50 }).toBuffer());
  await folder.write('second/fake/flat.png', await newImage());
  for (const set of ['first', 'second']) {
    await loading(catalog(), 'folder', `${folder.path}/${set}`, { dataset: set });
  }
  await folder.remove();
});

const request = async (path: string) => {
  const app = createApp({
    ...catalog(),
    logger: createLogger('catalog', 'silent'),
  });
  return app.request(path);
};

test('the same bytes across sets, and near pictures within and across, with their labels', async () => {
  const response = await request('/datasets/first/duplicates');
  expect(response.status).toBe(200);
  const report = api.duplicatesSchema.parse(await response.json());
  const places = report.groups.map(({ kind, places }) => [
    kind,
    ...places.map(({ dataset, path, label }) => `${dataset} ${path} ${label}`),
  ]);
  expect(places).toEqual([
    ['same-bytes', 'first real/shared.jpg real', 'second fake/shared.jpg generated'],
    [
      'near',
      'first real/photograph.png real',
      'first real/thumbnail.png real',
      'second real/photograph.jpg real',
    ],
  ]);
  expect(report).toMatchObject({ sameBytes: 1, near: 2, pending: 0 });
});

test('lines after an import', async () => {
  expect(await overlapNotes(catalog().db, 'second')).toEqual([
    '1 of these images is also in first, 1 of them with the other label',
    '1 of these images nearly is another (at most 3 of 64 bits differ): see /datasets/second/duplicates on the site',
  ]);
});

test('pictures without a hash are told, and hashed by the command as the import would have', async () => {
  const { db } = catalog();
  const hashes = sql`select sha256, perceptual_hash from catalog.images order by sha256`;
  const before = [...(await db.execute(hashes))];
  await db.execute(sql`update catalog.images set perceptual_hash = null`);
  const pending = api.duplicatesSchema.parse(await (await request('/datasets/first/duplicates')).json());
  expect(pending).toMatchObject({ sameBytes: 1, near: 0, pending: 5 });
  expect(await hashImages(catalog())).toEqual({ hashed: 7, failed: [], interrupted: false });
  expect([...(await db.execute(hashes))]).toEqual(before);
});

test.each([
  ['/datasets/nowhere/duplicates', 404],
  ['/datasets/first/duplicates?distance=9', 422],
])('%s is %i', async (path, status) => {
  expect((await request(path)).status).toBe(status);
});

import { catalog as api, call, type ClientOptions } from '@fakexplain/contract';
import { catalogSchema } from '@fakexplain/database/schema';
import { datasetFolder, type DatasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage } from '@fakexplain/fixtures/images';
import { createLogger } from '@fakexplain/service-kit';
import { inArray } from 'drizzle-orm';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { runLoad } from '../loaders/run-load.ts';
import { useCatalog } from '../testing/use-catalog.ts';
import { findMissingMarks } from './find-missing-marks.ts';

const catalog = useCatalog();
const { images } = catalogSchema;
let seed = 0;

const drawn = async () => sharp(await drawnImage(seed++));
const withSoftware = async () =>
  (await drawn())
    .withExif({ IFD0: { Software: 'Midjourney' } })
    .jpeg()
    .toBuffer();
const plain = async () => (await drawn()).png().toBuffer();
const transparent = async () => (await drawn()).ensureAlpha(0.5).png().toBuffer();

const load = ({ path }: DatasetFolder, dataset: string) =>
  runLoad(
    { loader: 'folder', file: path, dataset, described: {}, options: { labels: new Map() } },
    catalog(),
    {},
  );

function read(dataset: string): Promise<api.FileMarks> {
  const app = createApp({ ...catalog(), logger: createLogger('catalog-test', 'silent') });
  const client: ClientOptions = {
    baseUrl: 'http://catalog',
    fetch: async (input, init) => app.request(new Request(input, init)),
  };
  return call(api.readFileMarks, { params: { dataset } }, client);
}

const counts = ({ marks }: api.FileMarks) =>
  Object.fromEntries(
    marks.map(({ mark, real, generated }) => [mark, [real.k, real.n, generated.k, generated.n]]),
  );

test('an import counts marks by label, stores them by image, and tells them', async () => {
  const folder = await datasetFolder();
  for (const name of ['a', 'b', 'c']) await folder.write(`fake/${name}.jpg`, await withSoftware());
  await folder.write('fake/d.png', await plain());
  await folder.write('real/e.png', await plain());
  await folder.write('real/f.png', await transparent());
  const { notes } = await load(folder, 'marked');
  expect(notes).toEqual([
    'Files with EXIF: 0 of 2 real, 3 of 4 generated',
    'Files with something on how the image was made: 0 of 2 real, 3 of 4 generated',
    '1 image is transparent in places; it is shown on white',
  ]);
  const report = await read('marked');
  expect(counts(report)).toEqual({
    exif: [0, 2, 3, 4],
    text: [0, 2, 0, 4],
    xmp: [0, 2, 0, 4],
    c2pa: [0, 2, 0, 4],
    made: [0, 2, 3, 4],
    transparent: [1, 2, 0, 4],
  });
  expect(report.pending).toBe(0);
  expect(report.marks[0]?.generated.share).toBe(0.75);
});

test('images of earlier imports count as not looked at until they come again or the service has looked', async () => {
  const folder = await datasetFolder();
  for (const name of ['a', 'b', 'c']) await folder.write(`fake/${name}.jpg`, await withSoftware());
  await load(folder, 'earlier');
  const { db, blobs } = catalog();
  const forget = () =>
    db
      .update(images)
      .set({ marks: null })
      .where(inArray(images.mediaType, ['image/jpeg']));
  await forget();
  const before = await read('earlier');
  expect(before.pending).toBe(3);
  expect(counts(before)['exif']).toEqual([0, 0, 0, 0]);
  expect(before.marks[0]?.generated.share).toBeNull();

  expect((await load(folder, 'earlier')).notes).toContain('Files with EXIF: 0 of 0 real, 3 of 3 generated');
  expect((await read('earlier')).pending).toBe(0);

  await forget();
  const lost = { ...blobs, get: async () => null };
  expect(await findMissingMarks({ db, blobs: lost })).toBe(0);
  expect(await findMissingMarks({ db, blobs }, AbortSignal.abort())).toBe(0);
  expect(await findMissingMarks({ db, blobs })).toBeGreaterThanOrEqual(3);
  expect(counts(await read('earlier'))['made']).toEqual([0, 0, 3, 3]);
  expect(await findMissingMarks({ db, blobs })).toBe(0);
});

test('a dataset that there is not has none', async () => {
  await expect(read('nowhere')).rejects.toMatchObject({ slug: 'not-found' });
});

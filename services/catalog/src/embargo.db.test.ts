import { maintainerKey } from '@fakexplain/database/testing';
import { call, catalog as api, send, type ClientOptions } from '@fakexplain/contract';
import { connect, type Connection } from '@fakexplain/database';
import { arenaSchema, catalogSchema } from '@fakexplain/database/schema';
import { addDataset, addRun, hashOf, type DatasetImage } from '@fakexplain/fixtures/catalog';
import { addStudy } from '@fakexplain/fixtures/study';
import { createLogger } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { useCatalog } from './testing/use-catalog.ts';

const catalog = useCatalog();
const { studies } = arenaSchema;
const { images } = catalogSchema;

const names = Array.from({ length: 6 }, (_, image) => `image ${image}`);
/** What the studies ask about; an image in both is under embargo for both. */
const asked = { first: names.slice(0, 2), second: names.slice(1, 3) };
/** Differs from the first image's in 7 bits, and in 8. */
const looks = { 'image 0': '00ff00ff00ff00ff', 'image 4': '00ff00ff00ff0080', 'image 5': '00ff00ff00ff0000' };

let owner: Connection;
let studyIds: string[];
let datasetId: string;

beforeAll(async () => {
  owner = connect(catalog().url);
  const { db } = owner;
  const places = names.map((name, n): [string, DatasetImage] => [
    name,
    { label: n % 2 === 0 ? 'real' : 'generated', generator: `generator ${n}` },
  ]);
  datasetId = await addDataset(db, 'pictures', Object.fromEntries(places));
  await addDataset(db, 'copies', { 'image 0': { label: 'real' }, 'image 3': { label: 'generated' } });
  for (const [name, perceptualHash] of Object.entries(looks))
    await db
      .update(images)
      .set({ perceptualHash })
      .where(eq(images.sha256, hashOf(name)));
  const says = Object.fromEntries(names.map((name) => [name, { verdict: 'real' as const }]));
  const runIds = [
    await addRun(db, { source: 'a', datasetId }, says),
    await addRun(db, { source: 'b', datasetId }, says),
  ];
  const of = { datasetId, runIds, settings: { status: 'draft', embargo: 'images' } as const };
  const made = [
    await addStudy(db, { ...of, slug: 'first', images: asked.first }),
    await addStudy(db, { ...of, slug: 'second', images: asked.second }),
  ];
  studyIds = made.map(({ id }) => id);
});
afterAll(() => owner.close());

function as(token?: string): ClientOptions {
  const app = createApp({ ...catalog(), logger: createLogger('catalog', 'silent') });
  return {
    baseUrl: 'http://catalog',
    token,
    fetch: async (input, init) => app.request(new Request(input, init)),
  };
}
const anyone = () => as();
const maintainer = () => as(maintainerKey);

const set = (study: number, settings: Partial<typeof studies.$inferInsert>) =>
  owner.db
    .update(studies)
    .set(settings)
    .where(eq(studies.id, studyIds[study] ?? ''));

const list = (reader: ClientOptions, query: { label?: 'real' } = {}) =>
  call(api.listDatasetImages, { params: { dataset: 'pictures' }, query }, reader);
const shown = async (reader: ClientOptions) => (await list(reader)).images.map(({ path }) => path);
const read = (name: string, reader: ClientOptions) =>
  call(api.readImage, { params: { sha256: hashOf(name) } }, reader);

test('only an open study under embargo withholds images; one in two studies while either is open', async () => {
  expect(await shown(anyone())).toEqual(names);

  await set(0, { status: 'open', embargo: 'nothing' });
  expect(await shown(anyone())).toEqual(names);
  await set(0, { status: 'open', embargo: 'images' });
  // The fifth image looks like the first.
  expect(await shown(anyone())).toEqual(['image 2', 'image 3', 'image 5']);
  await set(1, { status: 'open', embargo: 'everything' });
  expect(await shown(anyone())).toEqual(['image 3', 'image 5']);
  expect((await list(anyone())).embargo).toEqual({
    count: 4,
    withheld: true,
    studies: [
      { slug: 'first', title: 'Which metric?' },
      { slug: 'second', title: 'Which metric?' },
    ],
  });
  await set(0, { status: 'closed' });
  expect(await shown(anyone())).toEqual(['image 0', 'image 3', 'image 4', 'image 5']);
  await set(1, { status: 'closed' });
  expect(await shown(anyone())).toEqual(names);
  expect((await list(anyone())).embargo).toEqual({ count: 0, withheld: true, studies: [] });
});

test('an image of practice counts too, and one that comes later and looks like one that is asked about', async () => {
  await owner.sql`
    insert into arena.practice_ballots (study_id, position, kind, image_sha256, "left", "right", expected, named)
    values (${studyIds[0] ?? ''}, 0, 'other-image', ${hashOf('image 5')}, '{}', '{}', 'left', '{}')`;
  await set(0, { status: 'open', embargo: 'images' });
  expect(await shown(anyone())).toEqual(['image 2', 'image 3']);

  await addDataset(owner.db, 'later', { late: { label: 'real' }, other: { label: 'real' } });
  for (const [name, perceptualHash] of Object.entries({
    late: '10ff00ff00ff00ff',
    other: 'ff00ff00ff00ff00',
  }))
    await owner.db
      .update(images)
      .set({ perceptualHash })
      .where(eq(images.sha256, hashOf(name)));
  const answer = await call(api.listDatasetImages, { params: { dataset: 'later' }, query: {} }, anyone());
  expect(answer).toMatchObject({ images: [{ path: 'other' }], embargo: { count: 1 } });
});

test('a withheld image is refused with the study, whatever is asked of it, and no cache may keep a maintainer’s', async () => {
  await set(0, { status: 'open', embargo: 'images' });
  await expect(read('image 0', anyone())).rejects.toMatchObject({
    slug: 'embargoed',
    message: expect.stringContaining('while the study “Which metric?” is open'),
  });
  const params = { sha256: hashOf('image 0') };
  for (const operation of [api.readImageFile, api.readThumbnail])
    await expect(send(operation, { params }, anyone())).rejects.toMatchObject({ slug: 'embargoed' });
  // Not even what a cache has is confirmed.
  const app = createApp({ ...catalog(), logger: createLogger('catalog', 'silent') });
  const path = `/images/${params.sha256}/file`;
  const known = await app.request(path, { headers: { 'if-none-match': `"${params.sha256}"` } });
  expect([known.status, known.headers.get('cache-control')]).toEqual([403, 'no-store']);
  await expect(read('image 0', as('some-other-token-of-a-rater'))).rejects.toMatchObject({
    slug: 'embargoed',
  });

  expect(await read('image 0', maintainer())).toMatchObject({
    embargo: [{ slug: 'first' }],
    explanations: [{ source: { slug: 'a' } }, { source: { slug: 'b' } }],
  });
  const headers = { 'if-none-match': `"${params.sha256}"`, authorization: `Bearer ${maintainerKey}` };
  const own = await app.request(path, { headers });
  expect([own.status, own.headers.get('cache-control')]).toEqual([304, 'private, no-store']);
  expect(await read('image 3', anyone())).toMatchObject({ embargo: [], datasets: [{}, {}] });
});

test('maintainers see what is withheld, and that it is; answers are for their reader alone', async () => {
  await set(0, { status: 'open', embargo: 'images' });
  const { images: all, embargo } = await list(maintainer());
  expect(all).toHaveLength(names.length);
  expect(embargo).toMatchObject({ withheld: false, studies: [{ slug: 'first' }] });
  const response = await send(
    api.listDatasetImages,
    { params: { dataset: 'pictures' }, query: {} },
    anyone(),
  );
  expect(response.headers.get('cache-control')).toBe('private, no-cache');
  expect(response.headers.get('vary')).toBe('Authorization, X-Session');
});

test('duplicates: images under embargo are not compared for the public', async () => {
  await set(0, { status: 'open', embargo: 'images' });
  const duplicates = (reader: ClientOptions) =>
    call(api.listDuplicates, { params: { dataset: 'pictures' }, query: { distance: 8 } }, reader);
  expect(await duplicates(maintainer())).toMatchObject({
    sameBytes: 2,
    near: 3,
    embargo: { withheld: false },
  });
  const { groups, ...counts } = await duplicates(anyone());
  expect(counts).toMatchObject({ sameBytes: 1, near: 0, embargo: { withheld: true } });
  expect(groups.flatMap(({ places }) => places.map(({ path }) => path))).toEqual(['image 3', 'image 3']);
});

import { call, catalog as api, type ClientOptions, send, ServiceProblem } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { arenaSchema, catalogSchema, inferenceSchema, metricsSchema } from '@fakexplain/database/schema';
import { addDataset as addNamedImages, addRun } from '@fakexplain/fixtures/catalog';
import { datasetFolder, lines, row } from '@fakexplain/fixtures/dataset-folder';
import { newImage } from '@fakexplain/fixtures/images';
import { addStudy } from '@fakexplain/fixtures/study';
import { maintainerKey } from '@fakexplain/database/testing';
import { createLogger } from '@fakexplain/service-kit';
import { eq, sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../app.ts';
import { importTrainingRows } from '../datasets/import-training-rows.ts';
import { whileImporting } from '../imports/while-importing.ts';
import { useCatalog } from '../testing/use-catalog.ts';

const catalog = useCatalog();
const { datasetImages, datasets, explanations, images, runs, sources } = catalogSchema;

function client(): ClientOptions {
  const app = createApp({ ...catalog(), logger: createLogger('catalog', 'silent') });
  return {
    baseUrl: 'http://catalog',
    token: maintainerKey,
    fetch: async (input, init) => app.request(new Request(input, init)),
  };
}

const removeDataset = (dataset: string) => call(api.deleteDataset, { params: { dataset } }, client());
const removeSource = (source: string) => call(api.deleteSource, { params: { source } }, client());

const refusalOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => (error instanceof ServiceProblem ? error : null),
  );

/** The database as its owner, for what other services write. */
function everything() {
  const { db, close } = connect(catalog().url);
  onTestFinished(close);
  return db;
}

async function addDataset(slug: string, files: Record<string, Uint8Array>) {
  const folder = await datasetFolder();
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  const about = { slug, title: slug, kind: 'other', licence: '', source: '' } as const;
  await importTrainingRows({
    ...catalog(),
    file: await folder.write(
      'rows.jsonl',
      lines(Object.keys(files).map((name) => row(name, [1, 2, 30, 20]))),
    ),
    imagesFolder: folder.path,
    manifest: { dataset: { ...about, localisation: 'visible_artifact' }, images: new Map() },
  });
  const { db } = catalog();
  const [dataset] = await db.select().from(datasets).where(eq(datasets.slug, slug));
  const [run] = await db
    .select()
    .from(runs)
    .where(eq(runs.datasetId, dataset?.id ?? ''));
  const places = await db
    .select()
    .from(datasetImages)
    .where(eq(datasetImages.datasetId, dataset?.id ?? ''));
  return {
    id: dataset?.id ?? '',
    run: run?.id ?? '',
    source: run?.sourceId ?? '',
    hashes: places.map(({ imageSha256 }) => imageSha256),
  };
}

test('a dataset goes with its runs, scores, thumbnails and blobs; an image of another dataset stays', async () => {
  const { db, blobs } = catalog();
  const shared = await newImage();
  const kept = await addDataset('kept', { 'shared.png': shared });
  const gone = await addDataset('gone', { 'shared.png': shared, 'own.png': await newImage() });
  const own = gone.hashes.find((hash) => !kept.hashes.includes(hash)) ?? '';
  await send(api.readThumbnail, { params: { sha256: own } }, client());
  const [small] = await db.execute<{ sha256: string }>(sql`
    select sha256 from catalog.thumbnails where image_sha256 = ${own}`);
  const all = everything();
  const [said] = await all.select().from(explanations).where(eq(explanations.runId, gone.run));
  const score = { scorer: 1, referenceKey: '', entries: {} };
  await all.insert(metricsSchema.scores).values({ explanationId: said?.id ?? '', runId: gone.run, ...score });
  await all.insert(inferenceSchema.generations).values({
    runId: gone.run,
    model: 'm',
    task: 'explain',
    manifest: '',
    manifestSha256: '',
    state: 'finished',
  });
  await all.insert(inferenceSchema.tasks).values({ runId: gone.run, imageSha256: own });

  expect(await removeDataset('gone')).toEqual({ images: 1, runs: 1, explanations: 2 });
  expect(
    await Promise.all([own, small?.sha256 ?? '', ...kept.hashes].map((hash) => blobs.has(hash))),
  ).toEqual([false, false, true]);
  expect(await all.select().from(images).where(eq(images.sha256, own))).toEqual([]);
  expect(await all.select().from(metricsSchema.scores)).toEqual([]);
  expect(await all.select().from(inferenceSchema.tasks)).toEqual([]);
  expect((await refusalOf(removeDataset('gone')))?.slug).toBe('not-found');
  const record = await all.execute(sql`
    select subject_kind, subject, before ->> 'explanations' as explanations from audit.entries
    where action = 'deleteDataset'`);
  expect([...record]).toEqual([{ subject_kind: 'dataset', subject: 'gone', explanations: '2' }]);
  // Its annotators are left without a run, and can be deleted.
  expect(await removeSource('gone-human')).toEqual({ images: 0, runs: 0, explanations: 0 });
  expect((await all.select().from(sources)).map(({ slug }) => slug)).toEqual(['kept-human']);
  const ofSource = await all.execute(sql`select subject from audit.entries where action = 'deleteSource'`);
  expect([...ofSource]).toEqual([{ subject: 'gone-human' }]);
});

test('what a study uses stays, and the study is named; so does what a run or an import is at work on', async () => {
  const all = everything();
  const shown = ['used a', 'used b'];
  const labelled = Object.fromEntries(shown.map((name) => [name, { label: 'generated' as const }]));
  const used = await addNamedImages(all, 'used', labelled);
  const says = Object.fromEntries(
    shown.map((name) => [name, { verdict: 'generated' as const, reasoning: name }]),
  );
  const run = await addRun(all, { source: 'used-human', datasetId: used, kind: 'human' }, says);
  await addStudy(all, { slug: 'which', datasetId: used, images: shown, runIds: [run] });
  const refused = await refusalOf(removeDataset('used'));
  expect(refused?.slug).toBe('in-use');
  expect(refused?.problem.errors).toEqual([
    { path: 'studies.which', message: expect.stringContaining('“Which metric?” (which), open') },
  ]);
  expect((await refusalOf(removeSource('used-human')))?.slug).toBe('in-use');
  expect(await all.select().from(datasetImages).where(eq(datasetImages.datasetId, used))).toHaveLength(2);

  const free = await addDataset('free', { 'a.png': await newImage() });
  await all
    .insert(inferenceSchema.generations)
    .values({ runId: free.run, model: 'm', task: 'explain', manifest: '', manifestSha256: '' });
  expect((await refusalOf(removeDataset('free')))?.problem.errors).toEqual([
    { path: 'runs.free-human', message: expect.stringContaining('is going on') },
  ]);
  await all.update(inferenceSchema.generations).set({ state: 'cancelled' });
  const meanwhile = await whileImporting(catalog().sql, () => refusalOf(removeDataset('free')));
  expect(meanwhile?.problem.errors).toEqual([{ path: 'imports', message: expect.any(String) }]);
  expect(await removeDataset('free')).toMatchObject({ images: 1 });
});

test('a draft counts as a use', async () => {
  const drafted = await addDataset('drafted', { 'a.png': await newImage() });
  const all = everything();
  const [draft] = await all.select().from(arenaSchema.studies).where(eq(arenaSchema.studies.slug, 'which'));
  if (!draft) throw new Error('the study of the test before is there');
  const { id: _, openedAt: __, ...settings } = draft;
  const [made] = await all
    .insert(arenaSchema.studies)
    .values({ ...settings, slug: 'draft', title: 'Draft', status: 'draft' })
    .returning();
  await all.insert(arenaSchema.studyDatasets).values({ studyId: made?.id ?? '', datasetId: drafted.id });
  const refused = await refusalOf(removeDataset('drafted'));
  expect(refused?.problem.errors?.[0]?.message).toBe('the study “Draft” (draft), draft');
});

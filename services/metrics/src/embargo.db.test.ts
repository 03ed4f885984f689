import { maintainerKey } from '@fakexplain/database/testing';
import { call, metrics, type ClientOptions } from '@fakexplain/contract';
import { arenaSchema, catalogSchema } from '@fakexplain/database/schema';
import type { Verdict } from '@fakexplain/explanation';
import { addDataset, addRun, type DatasetImage } from '@fakexplain/fixtures/catalog';
import { addStudy } from '@fakexplain/fixtures/study';
import { createLogger } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { scorePending } from './scoring/score-pending.ts';
import { useMetrics } from './testing/use-metrics.ts';

const suite = useMetrics();
const { studies } = arenaSchema;
const { runs } = catalogSchema;

const names = ['0', '1', '2', '3'].map((name) => `picture ${name}`);
/** Of the four images, the study asks about the first two. */
const asked = names.slice(0, 2);

let study: string;
const run = { a: '', b: '', c: '' };

beforeAll(async () => {
  const { owner: db } = suite();
  const places = names.map((name): [string, DatasetImage] => [name, { label: 'generated' }]);
  const datasetId = await addDataset(db, 'pictures', Object.fromEntries(places));
  // Nobody is right or marks what another marks, so that every image fails and differs.
  const says = (verdict: Verdict, at: number) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          verdict,
          tags: [`tag ${at}`],
          regions: [
            { box: [at, at, at + 5, at + 5] as [number, number, number, number], description: 'here' },
          ],
        },
      ]),
    );
  run.a = await addRun(db, { source: 'a', datasetId }, says('real', 10));
  run.b = await addRun(db, { source: 'b', datasetId }, says('generated', 30));
  run.c = await addRun(db, { source: 'c', datasetId }, says('real', 50));
  await addRun(db, { source: 'people', datasetId, reference: true }, says('generated', 70));
  ({ id: study } = await addStudy(db, { slug: 'pilot', datasetId, images: asked, runIds: [run.a, run.b] }));
  await scorePending(suite());
});

function as(token?: string): ClientOptions {
  const app = createApp({ ...suite(), logger: createLogger('metrics', 'silent') });
  return {
    baseUrl: 'http://metrics',
    token,
    fetch: async (input, init) => app.request(new Request(input, init)),
  };
}
const set = (settings: Partial<typeof studies.$inferInsert>) =>
  suite().owner.update(studies).set(settings).where(eq(studies.id, study));

const readRun = (id: string, reader: ClientOptions) =>
  call(metrics.readRun, { params: { run: id }, query: {} }, reader);
const compare = (reader: ClientOptions) =>
  call(metrics.compareRuns, { params: { a: run.a, b: run.b } }, reader);
const quality = (reader: ClientOptions, reference = 'people') =>
  call(metrics.readAnnotationQuality, { params: { dataset: 'pictures' }, query: { reference } }, reader);
const paths = (rows: { path: string }[]) => rows.map(({ path }) => path).toSorted();
const benchmark = (reader: ClientOptions) => call(metrics.readBenchmark, { query: {} }, reader);
const agreement = (reader: ClientOptions) =>
  call(metrics.readPreferenceAgreement, { params: { study: 'pilot' } }, reader);

test('images under embargo: totals stay, and no image of the study is among worst cases, disagreements, failures', async () => {
  await set({ embargo: 'images' });
  for (const [reader, shown] of [
    [as(), names.slice(2)],
    [as(maintainerKey), names],
  ] as const) {
    const embargo = { count: 2, withheld: reader.token === undefined, studies: [{ slug: 'pilot' }] };
    const report = await readRun(run.a, reader);
    expect(paths(report.worst)).toEqual(shown);
    expect(paths(report.readBack.first)).toEqual(shown.slice(0, 3));
    expect(report.embargo).toMatchObject(embargo);
    expect(report.confusion.generated.real).toBe(4);
    const comparison = await compare(reader);
    expect(paths(comparison.disagreements)).toEqual(shown);
    expect(comparison).toMatchObject({ images: 4, embargo });
    const { annotators, embargo: ofImages } = await quality(reader);
    expect(annotators.map(({ source }) => source)).toEqual(['a', 'b', 'c']);
    for (const annotator of annotators) {
      expect(paths(annotator.failing)).toEqual(shown);
      expect(annotator.iou).toMatchObject({ k: 0, n: 4 });
    }
    expect(ofImages).toMatchObject(embargo);
    expect(await benchmark(reader)).toMatchObject({ rows: { length: 4 }, embargo: { count: 0 } });
  }
});

test('everything under embargo: what the arms score is withheld too, others’ scores are not', async () => {
  await set({ embargo: 'everything' });
  const { rows, embargo } = await benchmark(as());
  expect(rows.map((row) => row.run.source.slug).toSorted()).toEqual(['c', 'people']);
  expect(embargo).toEqual({
    count: 2,
    withheld: true,
    studies: [{ slug: 'pilot', title: 'Which metric?' }],
  });
  expect((await benchmark(as(maintainerKey))).rows).toHaveLength(4);

  const refused = {
    slug: 'embargoed',
    message: expect.stringContaining('while the study “Which metric?” is open'),
  };
  await expect(readRun(run.a, as())).rejects.toMatchObject(refused);
  await expect(compare(as())).rejects.toMatchObject(refused);
  await expect(call(metrics.compareRuns, { params: { a: run.c, b: run.a } }, as())).rejects.toMatchObject(
    refused,
  );
  await expect(quality(as(), 'a')).rejects.toMatchObject(refused);
  // Under embargo results are no longer live.
  await expect(agreement(as())).rejects.toMatchObject({ slug: 'results-hidden' });
  const { annotators, embargoedRuns } = await quality(as());
  expect(annotators.map(({ source }) => source)).toEqual(['c']);
  expect(embargoedRuns).toMatchObject({ count: 2, withheld: true });
  expect(await readRun(run.c, as())).toMatchObject({ worst: { length: 2 } });
  for (const answer of [
    readRun(run.a, as(maintainerKey)),
    compare(as(maintainerKey)),
    agreement(as(maintainerKey)),
  ])
    await expect(answer).resolves.toBeDefined();
});

test('agreement with votes is a result: hidden while the study does not show its results as they are', async () => {
  for (const results of ['hidden', 'delayed'] as const) {
    await set({ embargo: 'nothing', results });
    await expect(agreement(as())).rejects.toMatchObject({ slug: 'results-hidden' });
    await expect(agreement(as(maintainerKey))).resolves.toBeDefined();
  }
  await set({ results: 'live' });
  await expect(agreement(as())).resolves.toBeDefined();
  await set({ results: 'hidden', status: 'closed', embargo: 'everything' });
  await expect(agreement(as())).resolves.toBeDefined();
  expect((await benchmark(as())).rows).toHaveLength(await suite().owner.$count(runs));
});

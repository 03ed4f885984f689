import { call, inference, send, ServiceProblem } from '@fakexplain/contract';
import { catalogSchema, inferenceSchema } from '@fakexplain/database/schema';
import { addRun, hashOf } from '@fakexplain/fixtures/catalog';
import { addStudy } from '@fakexplain/fixtures/study';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInference, type TestInference } from '../testing/start-inference.ts';

const { explanations, runs, sources } = catalogSchema;
const { generations, provenances, tasks } = inferenceSchema;

let service: TestInference;
let images: string[];

beforeAll(async () => {
  service = await startInference();
  images = (await service.addDataset('pictures', 10)).toSorted();
});
afterAll(() => service?.close());

const refused = (slug: string, detail?: RegExp) =>
  expect.objectContaining({ slug, ...(detail && { message: expect.stringMatching(detail) }) });
const params = (run: { id: string }) => ({ params: { run: run.id } });
const mark = (run: { id: string }, sha256: string, change: Partial<typeof tasks.$inferInsert>) =>
  service.database.db
    .update(tasks)
    .set(change)
    .where(and(eq(tasks.runId, run.id), eq(tasks.imageSha256, sha256)));

test('a run holds all that is needed to repeat it, and an image waiting for each', async () => {
  const run = await service.startRun({
    model: 'steady',
    dataset: 'pictures',
    title: 'first',
    decoding: { temperature: 0.5 },
  });
  expect(run).toMatchObject({
    title: 'first',
    model: { slug: 'steady', name: 'Model steady', task: 'explain', demo: false },
    dataset: { slug: 'pictures', title: 'pictures' },
    state: 'running',
    images: 10,
    counts: { waiting: 10, taken: 0, explained: 0, failed: 0 },
    fold: null,
    limit: null,
    prompt: { system: 'Be brief.', user: 'Is it generated?' },
    decoding: { maxTokens: 50, temperature: 0.5, topP: 1, seed: 3 },
    provenance: [],
    imagesPerSecond: null,
    secondsLeft: null,
    startedAt: null,
  });
  expect(run.manifest).toContain('slug: steady');
  expect(run.manifestSha256).toBe(hashOf(run.manifest));
  const [stored] = await service.db
    .select({ origin: runs.origin, kind: sources.kind, demo: sources.demo, name: sources.name })
    .from(runs)
    .innerJoin(sources, eq(sources.id, runs.sourceId))
    .where(eq(runs.id, run.id));
  expect(stored).toEqual({ origin: 'generation', kind: 'model', demo: false, name: 'Model steady' });
});

test('a fold, a limit, or both choose its images by hash', async () => {
  const imagesOf = async (asked: { fold?: number; limit?: number }) => {
    const run = await service.startRun({
      model: 'steady',
      dataset: 'pictures',
      title: JSON.stringify(asked),
      ...asked,
    });
    expect(run).toMatchObject({ fold: asked.fold ?? null, limit: asked.limit ?? null });
    const rows = await service.db
      .select()
      .from(tasks)
      .where(eq(tasks.runId, run.id))
      .orderBy(tasks.imageSha256);
    return rows.map(({ imageSha256 }) => imageSha256);
  };
  const inFold = [1, 5, 9].map((at) => hashOf(`pictures ${at}`)).toSorted();
  expect(await imagesOf({ fold: 1 })).toEqual(inFold);
  expect(await imagesOf({ limit: 4 })).toEqual(images.slice(0, 4));
  expect(await imagesOf({ fold: 1, limit: 2 })).toEqual(inFold.slice(0, 2));
});

test('a run is refused with the reason, and leaves nothing behind', async () => {
  await service.addDataset('empty', 1);
  await service.database.db.insert(sources).values({ slug: 'other', name: 'x', kind: 'stand-in' });
  const before = await service.db.select().from(runs);
  const start = (body: inference.NewRun) => service.startRun(body);
  await expect(start({ model: 'nobody', dataset: 'pictures' })).rejects.toEqual(
    refused('not-found', /no model nobody/),
  );
  await expect(start({ model: 'steady', dataset: 'nowhere' })).rejects.toEqual(
    refused('not-found', /no dataset nowhere/),
  );
  await expect(start({ model: 'steady', dataset: 'pictures', title: 'first' })).rejects.toEqual(
    refused('run-exists', /“first”/),
  );
  await expect(start({ model: 'steady', dataset: 'empty', fold: 3 })).rejects.toEqual(
    refused('nothing-to-explain', /in fold 3/),
  );
  await expect(start({ model: 'other', dataset: 'pictures' })).rejects.toEqual(
    refused('slug-taken', /stand-in/),
  );
  await expect(
    call(inference.startRun, { body: { model: 'steady', dataset: 'pictures' } }, service.as('wrong')),
  ).rejects.toEqual(refused('unauthenticated'));
  expect(await service.db.select().from(runs)).toEqual(before);
});

test('runs of one moment have names of their own, and of several at once with one name one is made', async () => {
  const same = await Promise.allSettled(
    Array.from({ length: 5 }, () =>
      service.startRun({ model: 'steady', dataset: 'pictures', title: 'raced', limit: 1 }),
    ),
  );
  expect(same.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const unnamed = await service.startRun({ model: 'steady', dataset: 'pictures', limit: 1 });
  expect(unnamed.title).toMatch(/^generated \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
});

test('states change as they may, and everything else is refused', async () => {
  const run = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'states' });
  const { pauseRun, resumeRun, cancelRun, retryRun } = inference;
  const changes = { pause: pauseRun, resume: resumeRun, cancel: cancelRun, retry: retryRun };
  const change = (verb: keyof typeof changes) => call(changes[verb], params(run), service.maintainer);
  const stays = refused('run-state-conflict');
  await expect(change('resume')).rejects.toEqual(stays);
  await expect(change('retry')).rejects.toEqual(refused('run-state-conflict', /No image .* has failed/));
  expect(await change('pause')).toMatchObject({ state: 'paused' });
  await expect(change('pause')).rejects.toEqual(stays);
  expect(await change('resume')).toMatchObject({ state: 'running' });
  await service.database.db
    .update(generations)
    .set({ state: 'failed', reason: 'no weights' })
    .where(eq(generations.runId, run.id));
  expect(await service.readRun(run.id)).toMatchObject({ state: 'failed', reason: 'no weights' });
  expect(await change('resume')).toMatchObject({ state: 'running', reason: null });
  const cancelled = await change('cancel');
  expect(cancelled).toMatchObject({ state: 'cancelled' });
  expect(cancelled.finishedAt).not.toBeNull();
  for (const verb of ['pause', 'resume', 'cancel', 'retry'] as const)
    await expect(change(verb)).rejects.toEqual(stays);
  await expect(
    call(inference.pauseRun, { params: { run: '00000000-0000-4000-8000-000000000000' } }, service.maintainer),
  ).rejects.toEqual(refused('not-found'));
  await expect(call(inference.pauseRun, params(run), service.as())).rejects.toEqual(
    refused('unauthenticated'),
  );
});

test('cancelling takes images from their workers', async () => {
  const run = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'taken', limit: 2 });
  await mark(run, images[0] ?? '', { state: 'taken', worker: 7 });
  expect(await call(inference.cancelRun, params(run), service.maintainer)).toMatchObject({
    counts: { waiting: 2, taken: 0 },
    workers: 0,
  });
});

test('failures are listed in pages, and tried again on demand', async () => {
  const run = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'failing', limit: 4 });
  for (const [at, sha256] of images.slice(0, 3).entries())
    await mark(run, sha256, { state: 'failed', reason: `because ${at}`, attempts: at + 1 });
  const list = (query: { limit?: number; after?: string }) =>
    call(inference.listFailures, { ...params(run), query }, service.as());
  const { failures } = await list({ limit: 2 });
  expect(failures).toMatchObject([
    { sha256: images[0], reason: 'because 0', attempts: 1, path: expect.stringMatching(/^pictures \d$/) },
    { sha256: images[1], reason: 'because 1', attempts: 2 },
  ]);
  expect((await list({ after: images[1] ?? '' })).failures).toMatchObject([{ sha256: images[2] }]);

  await service.database.db.update(generations).set({ state: 'paused' }).where(eq(generations.runId, run.id));
  expect(await call(inference.retryRun, params(run), service.maintainer)).toMatchObject({
    state: 'paused',
    counts: { waiting: 4, failed: 0 },
  });
  await mark(run, images[3] ?? '', { state: 'failed', reason: 'once more', attempts: 3 });
  await service.database.db
    .update(generations)
    .set({ state: 'finished' })
    .where(eq(generations.runId, run.id));
  expect(await call(inference.retryRun, params(run), service.maintainer)).toMatchObject({ state: 'running' });
  const [again] = await service.db
    .select()
    .from(tasks)
    .where(and(eq(tasks.runId, run.id), eq(tasks.imageSha256, images[3] ?? '')));
  expect(again).toMatchObject({ state: 'waiting', attempts: 0, reason: null });
});

test('progress counts states and parsing, and takes the speed over the last minute of work', async () => {
  const run = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'counted' });
  const { db } = service.database;
  const ago = (seconds: number) => sql`now() - make_interval(secs => ${seconds})`;
  await db
    .update(generations)
    .set({ startedAt: ago(30) as never, stateAt: ago(40) as never })
    .where(eq(generations.runId, run.id));
  for (const sha256 of images.slice(0, 3)) await mark(run, sha256, { state: 'explained', parseStatus: 'ok' });
  await mark(run, images[3] ?? '', { state: 'explained', parseStatus: 'failed' });
  await mark(run, images[4] ?? '', { state: 'explained', parseStatus: 'partial' });
  await mark(run, images[5] ?? '', { state: 'failed', reason: 'x' });
  await mark(run, images[6] ?? '', { state: 'taken', worker: 7 });
  await mark(run, images[7] ?? '', { state: 'taken', worker: 8 });
  const counted = await service.readRun(run.id);
  expect(counted).toMatchObject({
    images: 10,
    counts: { waiting: 2, taken: 2, explained: 5, failed: 1 },
    parsing: { failed: 1, partial: 1 },
    workers: 2,
  });
  // Six in the half minute since it began; four are left.
  expect(counted.imagesPerSecond).toBeCloseTo(6 / 30, 1);
  expect(counted.secondsLeft).toBeCloseTo(20, -1);
  await db
    .update(generations)
    .set({ startedAt: ago(600) as never, stateAt: ago(600) as never })
    .where(eq(generations.runId, run.id));
  expect((await service.readRun(run.id)).imagesPerSecond).toBeCloseTo(6 / 60, 2);
});

test('runs are listed newest first, by model and dataset', async () => {
  const query = { model: 'steady', dataset: 'pictures' };
  const { runs: listed } = await call(inference.listRuns, { query }, service.as());
  const moments = listed.map(({ createdAt }) => createdAt);
  expect(moments).toEqual(moments.toSorted().toReversed());
  expect(listed.length).toBeGreaterThan(5);
  expect((await call(inference.listRuns, { query: { model: 'nobody' } }, service.as())).runs).toEqual([]);
});

test('a stream tells every change at once and ends with the run', async () => {
  const run = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'followed' });
  const follow = async () => {
    const response = await send(inference.followRun, params(run), service.as());
    const seen: inference.Run[] = [];
    for await (const chunk of response.body ?? [])
      for (const [, data] of new TextDecoder().decode(chunk).matchAll(/^data: (.*)$/gm)) {
        seen.push(inference.runSchema.parse(JSON.parse(data ?? '')));
        if (seen.length === 1)
          await call(inference.pauseRun, params(run), service.maintainer).catch(() => {});
        if (seen.length === 2)
          await call(inference.cancelRun, params(run), service.maintainer).catch(() => {});
      }
    return seen.map(({ state }) => state);
  };
  const [one, other] = await Promise.all([follow(), follow()]);
  expect(one.at(-1)).toBe('cancelled');
  expect(one.length).toBeLessThanOrEqual(3);
  expect(other.at(-1)).toBe('cancelled');
  await expect(
    send(inference.followRun, { params: { run: '00000000-0000-4000-8000-000000000000' } }, service.as()),
  ).rejects.toBeInstanceOf(ServiceProblem);
});

test('nobody but the service writes its runs, and it changes no explanation', async () => {
  const { db } = service;
  await expect(db.delete(explanations)).rejects.toThrow();
  await expect(db.update(sources).set({ name: 'mine' })).rejects.toThrow();
  await expect(db.select().from(provenances)).resolves.toEqual([]);
});

test('failures on images under embargo are left out for the public, and counted', async () => {
  const run = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'embargoed', limit: 3 });
  for (const sha256 of images.slice(0, 3)) await mark(run, sha256, { state: 'failed', reason: 'because' });
  const { db } = service.database;
  const places = await db.select().from(catalogSchema.datasetImages);
  const [asked] = places.filter(({ imageSha256 }) => imageSha256 === images[0]);
  if (!asked) throw new Error('the images are not in the dataset');
  const says = { [asked.path]: { verdict: 'real' as const } };
  const runIds = [await addRun(db, { source: 'who', datasetId: asked.datasetId }, says)];
  const study = { slug: 'pilot', datasetId: asked.datasetId, images: [asked.path], runIds };
  await addStudy(db, { ...study, settings: { embargo: 'images' } });
  const list = (reader = service.as()) => call(inference.listFailures, { ...params(run), query: {} }, reader);
  expect(await list()).toMatchObject({
    failures: [{ sha256: images[1] }, { sha256: images[2] }],
    embargo: { count: 1, withheld: true, studies: [{ slug: 'pilot' }] },
  });
  expect(await list(service.maintainer)).toMatchObject({
    failures: [{ sha256: images[0] }, { sha256: images[1] }, { sha256: images[2] }],
    embargo: { count: 1, withheld: false },
  });
});

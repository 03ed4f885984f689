import { call, inference } from '@fakexplain/contract';
import { catalogSchema, inferenceSchema } from '@fakexplain/database/schema';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ModelFailure } from '../../backends/backend.ts';
import { saying, scriptedModels, untilAborted, type Script } from '../../testing/scripted-models.ts';
import { startInference, type TestInference } from '../../testing/start-inference.ts';
import { until } from '../../testing/until.ts';
import { lockClass } from './session.ts';
import type { WorkerSettings } from './settings.ts';
import type { Worker } from './worker.ts';

const { explanations } = catalogSchema;
const { tasks } = inferenceSchema;

let service: TestInference;
let images: string[];
const workers: Worker[] = [];

beforeAll(async () => {
  service = await startInference({ models: ['steady', 'other', 'third'] });
  images = (await service.addDataset('pictures', 12)).toSorted();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});
afterAll(() => service?.close());

function work(script: Script = {}, settings: Partial<WorkerSettings> = {}, blobs?: BlobStore) {
  const models = scriptedModels(script);
  const worker = service.startWorker(models.openModel, settings, blobs);
  workers.push(worker);
  return { worker, ...models };
}

let started = 0;
const start = (asked: Partial<inference.NewRun> = {}) => {
  started += 1;
  return service.startRun({ model: 'steady', dataset: 'pictures', title: `run ${started}`, ...asked });
};
const untilState = (run: { id: string }, state: inference.RunState) =>
  until(
    () => service.readRun(run.id),
    (now) => now.state === state,
  );
const untilCounts = (run: { id: string }, wanted: (counts: inference.Counts) => boolean) =>
  until(
    () => service.readRun(run.id),
    ({ counts }) => wanted(counts),
  );
const { pauseRun, resumeRun, cancelRun, retryRun } = inference;
const changes = { pause: pauseRun, resume: resumeRun, cancel: cancelRun, retry: retryRun };
const change = (verb: keyof typeof changes, run: { id: string }) =>
  call(changes[verb], { params: { run: run.id } }, service.maintainer);
const failuresOf = async (run: { id: string }) =>
  (await call(inference.listFailures, { params: { run: run.id }, query: {} }, service.as())).failures;
const explainedIn = async (run: { id: string }) =>
  service.db
    .select()
    .from(explanations)
    .where(eq(explanations.runId, run.id))
    .orderBy(explanations.imageSha256);

/** A gate that answers wait at, and which lets through what a test says. */
function gate() {
  const waiting: (() => void)[] = [];
  let open = false;
  return {
    pass: () => (open ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
    waiting,
    open: () => {
      open = true;
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

test('a run is explained whole, each image once, as many at a time as its model wants', async () => {
  const run = await start();
  const { asked, counts } = work({ concurrency: 5 });
  const done = await untilState(run, 'finished');
  expect(done).toMatchObject({
    counts: { waiting: 0, taken: 0, explained: 12, failed: 0 },
    parsing: { failed: 0, partial: 0 },
    workers: 0,
    provenance: [{ provider: 'scripted', versions: { script: '1' } }],
  });
  expect(done.startedAt).not.toBeNull();
  expect(done.finishedAt).not.toBeNull();
  expect(done.imagesPerSecond).toBeGreaterThan(0);
  expect(asked.toSorted()).toEqual(images);
  expect(counts).toMatchObject({ opened: 1, mostInFlight: 5 });
  const said = await explainedIn(run);
  expect(said.map(({ imageSha256 }) => imageSha256)).toEqual(images);
  for (const { imageSha256, verdict, regions, rawText, grammar, coordinateSpace, parseStatus } of said) {
    expect({ verdict, grammar, coordinateSpace, parseStatus }).toEqual({
      verdict: 'generated',
      grammar: 'plain',
      coordinateSpace: 'original',
      parseStatus: 'ok',
    });
    expect(regions).toEqual([{ box: [0, 0, 50, 40], description: `odd ${imageSha256}` }]);
    expect(rawText).toContain(imageSha256);
  }
});

test('work that comes later is heard of at once', async () => {
  const { worker } = work({}, { lookEveryMs: 3_600_000 });
  await until(
    () => worker.ready,
    (ready) => ready,
  );
  const run = await start({ limit: 1 });
  await untilState(run, 'finished');
});

test('what does not parse is explained and counted, not failed', async () => {
  const run = await start({ limit: 4 });
  work({
    answer: (request) => {
      const at = images.indexOf(request.sha256);
      const text = ['I am sorry.', '<think>odd</think> <verdict>generated</verdict>'][at];
      if (text) return { kind: 'text', text, truncated: false, tokens: null, probability: null };
      const sound = saying(request);
      return at === 2 && sound.kind === 'text' ? { ...sound, truncated: true } : sound;
    },
  });
  expect(await untilState(run, 'finished')).toMatchObject({
    counts: { explained: 4, failed: 0 },
    parsing: { failed: 1, partial: 2 },
  });
});

test('faults of an image fail it at once, passing ones after three tries, each with its reason', async () => {
  const run = await start({ limit: 5 });
  const tries = new Map<string, number>();
  work({
    answer: (request) => {
      const at = images.indexOf(request.sha256);
      const tried = (tries.get(request.sha256) ?? 0) + 1;
      tries.set(request.sha256, tried);
      if (at === 0) throw new ModelFailure('image', 'too wide');
      if (at === 1) throw new ModelFailure('passing', `busy ${tried}`);
      if (at === 2 && tried < 3) throw new ModelFailure('passing', 'busy');
      if (at === 3) throw new TypeError('a slip');
      return saying(request);
    },
  });
  expect(await untilState(run, 'finished')).toMatchObject({ counts: { explained: 2, failed: 3 } });
  expect(images.slice(0, 5).map((sha256) => tries.get(sha256))).toEqual([1, 3, 3, 3, 1]);
  expect(await failuresOf(run)).toMatchObject([
    { sha256: images[0], reason: 'too wide', attempts: 1 },
    { sha256: images[1], reason: 'busy 3', attempts: 3 },
    { sha256: images[3], reason: 'a slip', attempts: 3 },
  ]);
  expect((await explainedIn(run)).map(({ imageSha256 }) => imageSha256)).toEqual([images[2], images[4]]);
});

test('failed images are explained when tried again, and the others left alone', async () => {
  const run = await start({ limit: 3 });
  let mended = false;
  const { asked } = work({
    answer: (request) => {
      if (!mended && request.sha256 === images[1]) throw new ModelFailure('image', 'broken');
      return saying(request);
    },
  });
  await untilState(run, 'finished');
  const before = await explainedIn(run);
  mended = true;
  await change('retry', run);
  expect(await untilState(run, 'finished')).toMatchObject({ counts: { explained: 3, failed: 0 } });
  expect(asked.filter((sha256) => sha256 === images[0])).toHaveLength(1);
  const after = await explainedIn(run);
  expect(after.filter(({ imageSha256 }) => imageSha256 !== images[1])).toEqual(before);
});

test('an image that the blob store lacks, or that cannot be had from it, says so', async () => {
  const run = await start({ limit: 2 });
  work(
    {},
    { attempts: 1 },
    {
      put: async () => '',
      has: async () => true,
      remove: async () => undefined,
      get: async (sha256) => {
        if (sha256 === images[0]) return null;
        throw new Error('no route to the bucket');
      },
    },
  );
  await untilState(run, 'finished');
  expect((await failuresOf(run)).map(({ reason }) => reason)).toEqual([
    'the blob store lacks the image, which the catalog has',
    'the blob store does not answer: no route to the bucket',
  ]);
});

test('a model that cannot be opened fails its run, and it goes on once that is mended', async () => {
  const run = await start({ limit: 2 });
  let mended = false;
  const { counts } = work({
    onOpen: () => {
      if (!mended) throw new ModelFailure('model', 'weights.safetensors is missing');
    },
  });
  expect(await untilState(run, 'failed')).toMatchObject({
    reason: 'weights.safetensors is missing',
    counts: { waiting: 2 },
    startedAt: null,
  });
  mended = true;
  await change('resume', run);
  await untilState(run, 'finished');
  expect(counts.opened).toBe(1);
});

test('a model that fails to open in passing is tried again', async () => {
  const run = await start({ limit: 1 });
  let tries = 0;
  work({
    onOpen: () => {
      tries += 1;
      if (tries < 3) throw new ModelFailure('passing', 'the server is starting');
    },
  });
  await untilState(run, 'finished');
  expect(tries).toBe(3);
});

test('a model that breaks amid a run fails it; images keep their tries, and a mended model goes on', async () => {
  const run = await start();
  let broken = true;
  const { counts } = work({
    concurrency: 1,
    answer: (request) => {
      if (broken && images.indexOf(request.sha256) === 4) throw new ModelFailure('model', 'out of memory');
      return saying(request);
    },
  });
  expect(await untilState(run, 'failed')).toMatchObject({
    reason: 'out of memory',
    counts: { explained: 4 },
  });
  await untilCounts(run, ({ waiting }) => waiting === 8);
  const rows = await service.db.select().from(tasks).where(eq(tasks.runId, run.id));
  expect(rows.filter(({ state }) => state === 'waiting').every(({ attempts }) => attempts === 0)).toBe(true);
  broken = false;
  await change('resume', run);
  expect(await untilState(run, 'finished')).toMatchObject({ counts: { explained: 12 } });
  expect(counts).toMatchObject({ opened: 2 });
  await until(
    () => counts.closed,
    (closed) => closed >= 1,
  );
});

test('a paused run finishes the images under way and takes no more', async () => {
  const run = await start();
  const door = gate();
  const { asked } = work({
    concurrency: 3,
    answer: async (request) => door.pass().then(() => saying(request)),
  });
  await until(
    () => door.waiting.length,
    (waiting) => waiting === 3,
  );
  expect(await change('pause', run)).toMatchObject({ state: 'paused', counts: { taken: 3 } });
  door.open();
  await untilCounts(run, ({ explained }) => explained === 3);
  expect(asked).toHaveLength(3);
  await change('resume', run);
  expect(await untilState(run, 'finished')).toMatchObject({ counts: { explained: 12 } });
  expect(asked.toSorted()).toEqual(images);
});

test('cancelling aborts the images under way; an answer that comes all the same does not count', async () => {
  const run = await start();
  const reasons: unknown[] = [];
  const late = gate();
  const { counts } = work({
    concurrency: 2,
    answer: async (request, { signal }) => {
      await untilAborted(signal).catch((reason: unknown) => reasons.push(reason));
      await late.pass();
      return saying(request);
    },
  });
  await untilCounts(run, ({ taken }) => taken === 2);
  expect(await change('cancel', run)).toMatchObject({
    state: 'cancelled',
    counts: { waiting: 12, taken: 0 },
  });
  await until(
    () => reasons.length,
    (aborted) => aborted === 2,
  );
  late.open();
  await until(
    () => counts.inFlight,
    (inFlight) => inFlight === 0,
  );
  expect(await explainedIn(run)).toEqual([]);
});

test('two workers share a run, and no image is done twice', async () => {
  const run = await start();
  const door = gate();
  const answer: Script['answer'] = async (request) => door.pass().then(() => saying(request));
  const one = work({ concurrency: 4, answer });
  const other = work({ concurrency: 4, answer });
  await until(
    () => door.waiting.length,
    (waiting) => waiting === 8,
  );
  expect((await service.readRun(run.id)).workers).toBe(2);
  door.open();
  await untilState(run, 'finished');
  expect([...one.asked, ...other.asked].toSorted()).toEqual(images);
});

test('a worker that is stopped lets images end in the time allowed, and gives the rest back untouched', async () => {
  const run = await start({ limit: 3 });
  const door = gate();
  const { worker, counts } = work(
    {
      concurrency: 3,
      answer: async (request, { signal }) => {
        if (request.sha256 !== images[0]) return untilAborted(signal);
        await door.pass();
        return saying(request);
      },
    },
    { graceMs: 300 },
  );
  await until(
    () => counts.inFlight,
    (inFlight) => inFlight === 3,
  );
  const stopped = worker.stop();
  door.open();
  await stopped;
  expect(await service.readRun(run.id)).toMatchObject({ counts: { explained: 1, waiting: 2, taken: 0 } });
  const rows = await service.db.select().from(tasks).where(eq(tasks.runId, run.id));
  expect(rows.map(({ state, attempts }) => `${state} ${attempts}`).toSorted()).toEqual([
    'explained 1',
    'waiting 0',
    'waiting 0',
  ]);
  expect(counts.closed).toBe(1);
  await change('cancel', run);
});

test('images of a worker whose lock is gone wait again at once, and what it says of them later does not count', async () => {
  const run = await start({ limit: 2 });
  const door = gate();
  const cut = work({ concurrency: 2, answer: async (request) => door.pass().then(() => saying(request)) });
  await until(
    () => door.waiting.length,
    (waiting) => waiting === 2,
  );
  // As when the machine is unplugged: the server ends the session that held the lock.
  const killed = await service.database.db.execute(sql`
    select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = ${lockClass}`);
  expect(killed).toHaveLength(1);
  const other = work();
  expect(await untilState(run, 'finished')).toMatchObject({ counts: { explained: 2 } });
  door.open();
  await until(
    () => cut.counts.inFlight,
    (inFlight) => inFlight === 0,
  );
  // The one that was cut off may have taken them again, under another key.
  expect([...cut.asked.slice(2), ...other.asked].toSorted()).toEqual(images.slice(0, 2));
  expect(await explainedIn(run)).toHaveLength(2);
  await until(
    () => cut.worker.ready,
    (ready) => ready,
  );
});

test('an image that ends its worker every time fails in the end', async () => {
  const run = await start({ limit: 1 });
  await service.database.db
    .update(tasks)
    .set({ state: 'taken', worker: 1, attempts: 5 })
    .where(eq(tasks.runId, run.id));
  work();
  await untilState(run, 'finished');
  expect(await failuresOf(run)).toMatchObject([{ reason: expect.stringMatching(/worker ended .* 5 times/) }]);
});

test('several runs of one model take turns on one open backend', async () => {
  const [one, other] = [await start(), await start()];
  const order: string[] = [];
  const { counts } = work({
    concurrency: 1,
    answer: async (request) => {
      const rows = await service.db.select().from(tasks).where(eq(tasks.state, 'taken'));
      order.push(rows[0]?.runId === one.id ? 'one' : 'other');
      return saying(request);
    },
  });
  await untilState(one, 'finished');
  await untilState(other, 'finished');
  expect(counts.opened).toBe(1);
  // Wherever one stops, neither is more than an image ahead.
  let ahead = 0;
  for (const name of order) {
    ahead += name === 'one' ? 1 : -1;
    expect(Math.abs(ahead)).toBeLessThanOrEqual(1);
  }
});

test('three models share two places by turns', async () => {
  const runs = [await start(), await start({ model: 'other' }), await start({ model: 'third' })];
  let open = 0;
  let most = 0;
  const { counts } = work(
    {
      concurrency: 1,
      answer: async (request) => new Promise((resolve) => setTimeout(() => resolve(saying(request)), 15)),
    },
    { openModels: 2, turnMs: 60, lookEveryMs: 20 },
  );
  const watch = setInterval(() => {
    open = counts.opened - counts.closed;
    most = Math.max(most, open);
  }, 1);
  for (const run of runs) await untilState(run, 'finished');
  clearInterval(watch);
  expect(most).toBe(2);
  expect(counts.opened).toBeGreaterThan(3);
});

test('a model with nothing to do is closed after a while', async () => {
  const run = await start({ limit: 1 });
  const { counts } = work({}, { keepOpenMs: 100 });
  await untilState(run, 'finished');
  await until(
    () => counts.closed,
    (closed) => closed === 1,
  );
});

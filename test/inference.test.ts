import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { call, inference, ServiceProblem, ServiceUnreachable } from '@fakexplain/contract';
import { connect, migrate, type Connection } from '@fakexplain/database';
import { startEmbedded, type EmbeddedPostgres } from '@fakexplain/database/embedded';
import { addMaintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command } from '../cli/src/command.ts';
import type { Service } from '../cli/src/stack/child-service.ts';
import { maintainerKey } from './harness/arena.ts';
import {
  fillDataset,
  startInference,
  startWorker,
  writeServedModel,
  type InferencePlace,
} from './harness/inference.ts';
import { answerOf, explanationOf } from './harness/model-server/answer-image.ts';
import type { Fault } from './harness/model-server/faults.ts';
import {
  startModelServer,
  type ModelServer,
  type ModelServerOptions,
} from './harness/model-server/start-model-server.ts';

const concurrency = 8;
const env = { IMAGE_ATTEMPTS: '2', IMAGE_RETRY_AFTER: '0.02' };

let folder: string;
let postgres: EmbeddedPostgres;
let database: Connection;
let service: Service;
/** The workers, by the key that each shows to model servers. */
let workers: Map<string, Service>;
/** Hashes of the images of the dataset of that name. */
let thousand: string[];
const servers: ModelServer[] = [];

const place = (): InferencePlace => ({ databaseUrl: postgres.url, folder, env });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-inference-'));
  postgres = await startEmbedded({ dataDir: join(folder, 'postgres'), durable: true });
  await migrate(postgres.url);
  await addMaintainerKey(postgres.url);
  database = connect(postgres.url);
  thousand = await fillDataset({ db: database.db, folder }, 'thousand', 1_000);
  service = await startInference(place());
  const keys = ['first-worker', 'second-worker'];
  workers = new Map(
    await Promise.all(keys.map(async (key) => [key, await startWorker(place(), key)] as const)),
  );
});

afterAll(async () => {
  for (const worker of workers?.values() ?? []) await worker.stop();
  await service?.stop();
  for (const server of servers) await server.close();
  await database?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A model that answers through a server of its own. */
async function addModel(
  slug: string,
  options: ModelServerOptions = {},
  constraint = 'none',
): Promise<ModelServer> {
  const server = await startModelServer(options);
  servers.push(server);
  await writeServedModel(folder, slug, { url: server.url, constraint, concurrency });
  return server;
}

const options = () => ({ baseUrl: service.address, token: maintainerKey });
const start = (model: string, dataset: string) =>
  call(inference.startRun, { body: { model, dataset, title: model } }, options());

/** The run once it has ended, asked for as a page does that outlives the service. */
async function ended({ id }: { id: string }): Promise<inference.RunDetails> {
  for (;;) {
    try {
      const run = await call(inference.readRun, { params: { run: id } }, options());
      if (run.state !== 'running') return run;
    } catch (error) {
      const isDown = error instanceof ServiceProblem && error.slug === 'not-ready';
      if (!isDown && !(error instanceof ServiceUnreachable)) throw error;
    }
    await delay(100);
  }
}

/** What a run says of each image, without ids and times, by hash. */
const saidIn = ({ id }: { id: string }) => database.sql`
  select image_sha256 as sha256, verdict, tags, reasoning, regions, raw_text, parse_status, parse_problems,
    encode(content_hash, 'hex') as content_hash
  from catalog.explanations where run_id = ${id} order by image_sha256`;

const failuresOf = async ({ id }: { id: string }) => {
  const input = { params: { run: id }, query: { limit: 500 } };
  return (await call(inference.listFailures, input, options())).failures;
};

/** The kind of trouble that an image has, by its hash alone. */
const trouble = [
  'slow',
  'busy',
  'broken',
  'cut',
  'politely cut',
  'stream error',
  'garbled',
  'malformed',
  'always busy',
  'truncated',
  'refused',
  'other grammar',
] as const;
const troubleOf = (sha256: string) => trouble[Number.parseInt(sha256.slice(-4), 16) % 24];

function faultOf(sha256: string, attempt: number): Fault | null {
  const first = attempt === 1;
  switch (troubleOf(sha256)) {
    case 'slow':
      return { kind: 'slow', milliseconds: 20 };
    case 'busy':
      return attempt <= 2 ? { kind: 'status', status: 429, retryAfter: '0' } : null;
    case 'broken':
      return first ? { kind: 'status', status: 500 } : null;
    case 'cut':
      return first ? { kind: 'cut', pieces: 2 } : null;
    case 'politely cut':
      return first ? { kind: 'cut', pieces: 1, politely: true } : null;
    case 'stream error':
      return first ? { kind: 'stream-error', pieces: 1 } : null;
    case 'garbled':
      return first ? { kind: 'garbled' } : null;
    case 'malformed':
      return { kind: 'malformed' };
    case 'always busy':
      return { kind: 'status', status: 429, retryAfter: '0' };
    case 'truncated':
      return { kind: 'truncated', pieces: 1 };
    case 'refused':
      return { kind: 'status', status: 400 };
    default:
      return null;
  }
}

test('of 1,000 images that a troubled server is asked about, each is explained or failed with its reason, none twice', async () => {
  const images = thousand;
  expect(new Set(images.map(troubleOf)).size).toBe(trouble.length + 1);
  const server = await addModel('troubled', {
    faults: ({ sha256, attempt }) => faultOf(sha256, attempt),
    answer: (sha256) => answerOf(sha256, troubleOf(sha256) === 'other grammar' ? 'internvl' : 'qwen2.5-vl'),
  });
  const run = await ended(await start('troubled', 'thousand'));
  expect(run).toMatchObject({ state: 'finished', images: 1_000, counts: { waiting: 0, taken: 0 } });

  const said = await saidIn(run);
  const failures = await failuresOf(run);
  expect([...said, ...failures].map(({ sha256 }) => String(sha256)).toSorted()).toEqual(images);
  const kindOf = (kinds: (string | undefined)[]) =>
    images.filter((sha256) => kinds.includes(troubleOf(sha256)));
  expect(failures.map(({ sha256 }) => sha256)).toEqual(kindOf(['always busy', 'refused']));
  for (const { reason, sha256, attempts } of failures) {
    expect(reason).toMatch(troubleOf(sha256) === 'refused' ? /400/ : /429/);
    expect(attempts).toBe(troubleOf(sha256) === 'refused' ? 1 : 2);
  }

  const parsed = new Map(said.map((row) => [String(row['sha256']), row]));
  const readable = kindOf([
    undefined,
    'slow',
    'busy',
    'broken',
    'cut',
    'politely cut',
    'stream error',
    'garbled',
  ]);
  for (const sha256 of readable) {
    const { verdict, tags, regions } = explanationOf(sha256);
    expect(parsed.get(sha256)).toMatchObject({ verdict, tags, regions, parse_status: 'ok' });
    expect(server.answered.get(sha256)).toBe(1);
  }
  for (const sha256 of kindOf(['malformed']))
    expect(parsed.get(sha256)).toMatchObject({ parse_status: 'failed' });
  for (const sha256 of kindOf(['truncated', 'other grammar']))
    expect(parsed.get(sha256)?.['parse_status']).not.toBe(
      explanationOf(sha256).regions.length > 0 ? 'ok' : '',
    );
  expect(run.parsing.failed).toBe(said.filter((row) => row['parse_status'] === 'failed').length);
  expect(Math.max(...images.map((sha256) => server.answered.get(sha256) ?? 0))).toBe(1);
});

test('a server that heeds another dialect of constraints fails the run before anything is asked, in words', async () => {
  const server = await addModel('deaf', { dialect: 'llama.cpp' }, 'vllm-regex');
  const run = await ended(await start('deaf', 'thousand'));
  expect(run).toMatchObject({ state: 'failed', counts: { waiting: 1_000, explained: 0, failed: 0 } });
  expect(run.reason).toMatch(/constraint/);
  expect(server.answered.size).toBeLessThanOrEqual(1);
});

test('kill -9 of workers, of the service and of Postgres during a run changes nothing of its outcome', async () => {
  const images = await fillDataset({ db: database.db, folder }, 'hundreds', 400);
  const calm = await addModel('calm');
  const undisturbed = await ended(await start('calm', 'hundreds'));
  expect(undisturbed).toMatchObject({ state: 'finished', counts: { explained: 400 } });
  // Two workers, each image asked for once.
  expect(images.filter((sha256) => calm.asked.get(sha256) !== 1)).toEqual([]);

  const killAt = new Map<number, Victim>([
    [60, 'worker'],
    [130, 'service'],
    [200, 'postgres'],
    [300, 'worker'],
  ]);
  const killed: Victim[] = [];
  let repaired: Promise<void> = Promise.resolve();
  let count = 0;
  const shaken = await addModel('shaken', {
    // The request that brings a kill is held until the victim is dead; a worker dies while its own is held.
    onRequest: async (_, authorization) => {
      count += 1;
      const victim = killAt.get(count);
      if (victim) {
        const dead = repaired.then(() => kill(victim, authorization.replace('Bearer ', '')));
        repaired = dead.then((repair) => repair());
        await dead;
        killed.push(victim);
      }
      await delay(10);
    },
  });
  const run = await ended(await start('shaken', 'hundreds'));
  await repaired;
  expect(killed).toEqual(['worker', 'service', 'postgres', 'worker']);
  expect(run).toMatchObject({
    state: 'finished',
    counts: { waiting: 0, taken: 0, explained: 400, failed: 0 },
  });
  const said = await saidIn(run);
  expect(said).toHaveLength(400);
  expect(said).toEqual(await saidIn(undisturbed));
  // Each worker that was killed had at least one in flight and, as one that was cut off, a few at most; nothing else
  // was asked for again.
  const again = images.reduce((sum, sha256) => sum + (shaken.asked.get(sha256) ?? 0) - 1, 0);
  expect(again).toBeGreaterThanOrEqual(2);
  expect(again).toBeLessThanOrEqual((1 + 2 + 1) * concurrency);
});

test('the command starts a run, watches it, and says what failed', async () => {
  await addModel('commanded', {
    faults: ({ sha256 }) => (troubleOf(sha256) === 'refused' ? { kind: 'status', status: 400 } : null),
  });
  const cli = join(import.meta.dirname, '../cli/src/main.ts');
  const run = (...args: string[]) =>
    command(process.execPath, ['--disable-warning=ExperimentalWarning', cli, 'run', ...args], {
      env: { INFERENCE_URL: service.address, FAKEXPLAIN_API_KEY: maintainerKey },
    });
  const words = ['commanded', 'thousand', '--limit', '60', '--title', 'by command', '--watch'];
  const { code, output } = await run('start', ...words);
  expect(code).toBe(0);
  const [id = ''] = /^[0-9a-f-]{36}/m.exec(output) ?? [];
  expect(output).toMatch(/commanded on thousand: running, 0 of 60 images explained — by command/);
  expect(output).toMatch(
    /commanded on thousand: finished, \d+ of 60 images explained, \d+ failed — by command/,
  );
  const failures = await run('failures', id.slice(0, 13));
  expect(failures.output).toMatch(/^\d+\.png: .*400/m);
  expect((await run('list')).output).toContain(id);
  expect((await run('pause', id)).output).toMatch(/finished cannot be paused/);
  expect(await run('start', 'commanded', 'nowhere')).toMatchObject({
    code: 3,
    output: expect.stringContaining('There is no dataset nowhere'),
  });
  expect((await run('nonsense')).code).toBe(2);
});

type Victim = 'worker' | 'service' | 'postgres';

/** Kills it, of the workers the one with that key. @returns once it is dead: what starts it again where it was */
async function kill(victim: Victim, key: string): Promise<() => Promise<void>> {
  if (victim === 'postgres') {
    process.kill(postgres.pid, 'SIGKILL');
    await postgres.ended;
    return async () => {
      postgres = await startEmbedded({ dataDir: join(folder, 'postgres'), durable: true });
    };
  }
  const old = victim === 'service' ? service : workers.get(key);
  if (!old) throw new Error(`there is no worker with the key ${key}`);
  old.process.kill('SIGKILL');
  await old.ended;
  const port = Number(new URL(old.address).port);
  return async () => {
    if (victim === 'service') service = await startInference({ ...place(), port });
    else workers.set(key, await startWorker({ ...place(), port }, key));
  };
}

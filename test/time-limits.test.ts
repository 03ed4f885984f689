import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arena, call } from '@fakexplain/contract';
import { connect, migrate, type Connection } from '@fakexplain/database';
import { startEmbedded, type EmbeddedPostgres } from '@fakexplain/database/embedded';
import { addMaintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService, type Service } from '../cli/src/stack/child-service.ts';
import { freePort } from '../cli/src/stack/free-port.ts';
import { enrolRater, startArena } from './harness/arena.ts';
import { makeStudy } from './harness/study.ts';

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Connection;
let service: Service;
let site: Service;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'fakexplain-limits-'));
  postgres = await startEmbedded({ dataDir, durable: false });
  await migrate(postgres.url);
  await addMaintainerKey(postgres.url);
  database = connect(postgres.url);
  service = await startArena(postgres.url);
  const web = join(import.meta.dirname, '../web');
  const urls = ['ARENA_URL', 'CATALOG_URL', 'METRICS_URL', 'INFERENCE_URL'].map((name) => [
    name,
    service.address,
  ]);
  site = await startService({
    name: 'site',
    entry: join(web, 'server/main.ts'),
    cwd: web,
    port: await freePort(),
    env: { ...Object.fromEntries(urls), LOG_LEVEL: 'silent' },
    readyPath: '/about',
  });
  await makeStudy(
    { db: database.db, baseUrl: service.address },
    { slug: 'limited', sources: ['a', 'b', 'c'], images: 40 },
  );
});

afterAll(async () => {
  await site?.stop();
  await service?.stop();
  await database?.close();
  await postgres?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Question {
  ballot: string;
  token: string;
  key: string;
}

/** An open ballot each for so many raters. */
const openBallots = (count: number): Promise<Question[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const token = await enrolRater(service.address, 'limited');
      const { ballots } = await call(
        arena.drawBallots,
        { params: { study: 'limited' }, body: { ahead: 1 } },
        { baseUrl: service.address, token },
      );
      return { ballot: ballots[0]?.id ?? '', token, key: randomUUID() };
    }),
  );

const vote = ({ ballot, token, key }: Question) =>
  fetch(`${service.address}/ballots/${ballot}/votes`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ choice: 'left' }),
  });

const statusOf = async (answer: Promise<Response>) => (await answer).status;

test('votes behind a lock are refused for now, other pages answer, and the same key gives one vote after it', async () => {
  const questions = await openBallots(24);
  await database.sql.begin(async (tx) => {
    await tx`lock table arena.votes`;
    const votes = questions.map(vote);
    // Each of these is answered while the lock is held.
    const pages = ['/studies', '/rate', '/about', '/api/arena/studies', '/api/arena/health/ready'];
    expect(await Promise.all(pages.map((path) => statusOf(fetch(site.address + path))))).toEqual(
      pages.map(() => 200),
    );
    for (const answer of await Promise.all(votes)) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('2');
      expect(await answer.json()).toMatchObject({ type: '/problems/not-ready' });
    }
  });
  const again = () => Promise.all(questions.map((question) => statusOf(vote(question))));
  expect(await again()).toEqual(questions.map(() => 201));
  expect(await again()).toEqual(questions.map(() => 200));
  expect(
    await database.sql`select count(*)::int as votes, count(distinct ballot_id)::int as ballots from arena.votes`,
  ).toEqual([{ votes: 24, ballots: 24 }]);
});

test('while the service is stopped its pages say so, and go on once it does', async () => {
  const paths = ['/studies', '/api/arena/studies'];
  service.process.kill('SIGSTOP');
  try {
    for (const answer of await Promise.all(paths.map((path) => fetch(site.address + path)))) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('2');
    }
    expect((await fetch(`${site.address}/about`)).status).toBe(200);
  } finally {
    service.process.kill('SIGCONT');
  }
  expect(await Promise.all(paths.map((path) => statusOf(fetch(site.address + path))))).toEqual([200, 200]);
});

test('without the database requests are refused at once, and the first one after its return is answered', async () => {
  const ask = () => fetch(`${service.address}/studies`);
  for (let round = 0; round < 2; round += 1) {
    const { port } = postgres;
    await postgres.stop();
    for (let n = 0; n < 5; n += 1) expect(await statusOf(ask())).toBe(503);
    postgres = await startEmbedded({ dataDir, port, durable: false });
    expect(await statusOf(ask())).toBe(200);
  }
});

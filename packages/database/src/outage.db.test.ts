import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql as raw } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect } from './client.ts';
import { startEmbedded, type EmbeddedPostgres } from './embedded/start-embedded.ts';
import { outageOf } from './outage.ts';

let folder: string;
let postgres: EmbeddedPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-unreachable-'));
  postgres = await startEmbedded({ dataDir: folder });
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test('a refused query is no outage, whoever wraps it, and neither is a missing file', async () => {
  const { db, sql, close } = connect(postgres.url);
  const attempts = [sql`select nonsense`, db.execute(raw`select 1 / 0`), readFile(join(folder, 'nothing'))];
  for (const error of await Promise.all(attempts.map(failureOf))) {
    expect(error).toBeInstanceOf(Error);
    expect(outageOf(error)).toBeNull();
  }
  expect(outageOf('ECONNREFUSED')).toBeNull();
  await close();
});

test.each([
  ['of which the socket is not there', 'postgres://x@127.0.0.1:1/x'],
  ['that has no address', 'postgres://x@nowhere.invalid/x'],
])('a server %s is unreachable', async (_, url) => {
  const { db, sql, close } = connect(url);
  expect(outageOf(await failureOf(sql`select 1`))).toMatch('does not answer');
  expect(outageOf(await failureOf(db.execute(raw`select 1`)))).toMatch('does not answer');
  await close();
});

test('of two transactions that wait for each other, the one that is given up can be asked again', async () => {
  const { sql, close } = connect(postgres.url, { max: 2 });
  await sql`create table halves (half int primary key, n int not null)`;
  await sql`insert into halves values (0, 0), (1, 0)`;
  const both = { arrived: 0, met: Promise.withResolvers<void>() };
  const crosses = (half: 0 | 1) =>
    sql.begin(async (tx) => {
      await tx`update halves set n = n + 1 where half = ${half}`;
      both.arrived += 1;
      if (both.arrived === 2) both.met.resolve();
      await both.met.promise;
      await tx`update halves set n = n + 1 where half = ${1 - half}`;
    });
  const failures = (await Promise.all([failureOf(crosses(0)), failureOf(crosses(1))])).filter(Boolean);
  expect(failures).toMatchObject([{ code: '40P01' }]);
  expect(failures.map(outageOf)).toEqual([expect.stringContaining('busy')]);
  await close();
});

test('a server that dies over a query, refuses for want of room, or is gone, is unreachable', async () => {
  const [{ db, close }, last] = [connect(postgres.url, { max: 1 }), connect(postgres.url, { max: 1 })];
  await db.execute(raw`create role guest login password 'guest' connection limit 0`);
  const guest = connect(Object.assign(new URL(postgres.url), { username: 'guest', password: 'guest' }).href);
  expect(outageOf(await failureOf(guest.sql`select 1`))).toMatch('does not answer');
  await guest.close();

  const [{ pid } = { pid: 0 }] = await db.execute<{ pid: number }>(raw`select pg_backend_pid() as pid`);
  const asleep = failureOf(db.execute(raw`select pg_sleep(60)`));
  const cut = raw`select pg_terminate_backend(pid) from pg_stat_activity where pid = ${pid} and state = 'active'`;
  await vi.waitFor(async () => expect(await last.db.execute(cut)).toHaveLength(1));
  expect(outageOf(await asleep)).toMatch('does not answer');

  await postgres.stop();
  expect(outageOf(await failureOf(last.db.execute(raw`select 1`)))).toMatch('does not answer');
  await Promise.all([close(), last.close()]);
});

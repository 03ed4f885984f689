import { createServer, connect as openSocket, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect } from './client.ts';
import { outageOf } from './outage.ts';
import type { ClonedDatabase } from './testing/clone-database.ts';
import { cloneDatabase } from './testing/clone-database.ts';
import { liftTimeLimits, pageLimits } from './time-limits.ts';

let owner: ClonedDatabase;
beforeAll(async () => {
  owner = await cloneDatabase();
  await owner.sql`create table locked (n int)`;
  await owner.sql`create table free (n int)`;
});
afterAll(() => owner.close());

const never = { statementMs: 0, lockMs: 0, idleMs: 0, queueS: 0 };
const busy = /busy/;

/** Holds a lock on the table while `work` runs. */
const whileLocked = <T>(work: () => Promise<T>) =>
  owner.sql.begin(async (tx) => {
    await tx`lock table locked`;
    return work();
  });

const outage = (work: Promise<unknown>) => work.then(() => 'answered', outageOf);

test('a statement gives up a lock, an answer or a connection that it waits for', async () => {
  for (const [limits, query] of [
    [{ ...never, lockMs: 50 }, (sql: ClonedDatabase['sql']) => sql`select * from locked`],
    [{ ...never, statementMs: 50 }, (sql: ClonedDatabase['sql']) => sql`select pg_sleep(600)`],
  ] as const) {
    const { sql, close } = connect(owner.url, { limits });
    await whileLocked(async () => expect(await outage(query(sql))).toMatch(busy));
    expect(await sql`select * from locked`).toEqual([]);
    await close();
  }
});

test('what waits for a connection is given up, and the pool goes on', async () => {
  const { sql, close } = connect(owner.url, { max: 2, limits: { ...never, queueS: 0.05 } });
  // Both connections are open: that they are being made may itself take longer than one waits for them.
  const both = () => Promise.all([1, 2].map(() => outage(sql`select pg_sleep(0.02)`)));
  await vi.waitUntil(async () => (await both()).every((answer) => answer === 'answered'), 30_000);
  const held = await whileLocked(async () => {
    const waiting = [1, 2].map(() => outage(sql`select * from locked`));
    expect(await outage(sql`select * from free`)).toMatch(busy);
    expect(await outage(sql.begin((tx) => tx`select * from free`))).toMatch(busy);
    return waiting;
  });
  expect(await Promise.all(held)).toEqual(['answered', 'answered']);
  expect(await sql.begin((tx) => tx`select * from free`)).toEqual([]);
  await close();
});

test('no query waits for the lock of another one while a connection is free', async () => {
  const { sql, close } = connect(owner.url, { max: 3 });
  const held = await whileLocked(async () => {
    const waiting = [1, 2].map(() => outage(sql`select * from locked`));
    await Promise.all(Array.from({ length: 50 }, () => sql`select * from free`));
    return waiting;
  });
  expect(await Promise.all(held)).toEqual(['answered', 'answered']);
  await close();
});

test('a transaction left idle is ended, and nothing of it is kept', async () => {
  const { sql, close } = connect(owner.url, { max: 1, limits: { ...never, idleMs: 50 } });
  const idle = sql.begin(async (tx) => {
    await tx`insert into free values (1)`;
    await new Promise(() => undefined);
  });
  const ended = outage(idle);
  const isOpen = () => owner.sql`select from pg_stat_activity where state = 'idle in transaction'`;
  await expect.poll(async () => (await isOpen()).length).toBe(0);
  expect(await ended).not.toBeNull();
  expect(await sql`select * from free`).toEqual([]);
  await close();
});

test('long work lifts the limits for its transaction alone', async () => {
  const { sql, close } = connect(owner.url, { max: 1, limits: { ...never, statementMs: 50 } });
  await sql.begin(async (tx) => {
    await liftTimeLimits(tx);
    await tx`select pg_sleep(0.2)`;
  });
  expect(await outage(sql`select pg_sleep(600)`)).toMatch(busy);
  await close();
});

test('sessions have the limits of their kind, and commands none', async () => {
  const page = connect(owner.url, { max: 1, limits: pageLimits });
  const settings = (sql: ClonedDatabase['sql']) =>
    sql`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      current_setting('idle_in_transaction_session_timeout') as idle`;
  expect(await settings(page.sql)).toEqual([{ statement: '5s', lock: '800ms', idle: '5s' }]);
  expect(await settings(owner.sql)).toEqual([{ statement: '0', lock: '0', idle: '0' }]);
  await page.close();
});

test('a server that accepts and says nothing is given up, and used once it speaks', async () => {
  const { promise: speaks, resolve: speak } = Promise.withResolvers<void>();
  const server = createServer(async (client) => {
    await speaks;
    const behind = openSocket(Number(new URL(owner.url).port), '127.0.0.1');
    for (const socket of [client, behind]) socket.on('error', () => undefined);
    client.pipe(behind).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = Object.assign(new URL(owner.url), { port: String(port) }).href;
  const { sql, close } = connect(url, { max: 1, limits: { ...never, queueS: 0.05 } });
  const early = [sql`select 1 as n`, sql.begin((tx) => tx`select 2 as n`)].map(outage);
  for (const answer of early) expect(await answer).toMatch(busy);
  speak();
  await expect.poll(() => sql`select 3 as n`.catch(() => null)).toEqual([{ n: 3 }]);
  expect(await sql.begin((tx) => tx`select 4 as n`)).toEqual([{ n: 4 }]);
  await close();
  server.close();
});

test('more transactions than connections all commit, each on a connection of its own', async () => {
  const { sql, close } = connect(owner.url, { max: 3 });
  await Promise.all(
    Array.from({ length: 300 }, (_, n) =>
      n % 3 === 0 ? sql`select ${n}::int` : sql.begin((tx) => tx`insert into free values (${n})`),
    ),
  );
  expect(
    await owner.sql`select count(*)::int as n, count(distinct xmin::text)::int as transactions from free`,
  ).toEqual([{ n: 200, transactions: 200 }]);
  await close();
});

import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { followDatabaseClock } from './database-clock.ts';
import { cloneDatabase, type ClonedDatabase } from './testing/clone-database.ts';

let database: ClonedDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());
afterEach(() => vi.useRealTimers());

test('replicas whose clocks are hours apart tell the database’s time, and none goes back', async () => {
  const { sql } = database;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2001, 0, 1) });
  const early = await followDatabaseClock(sql);
  vi.setSystemTime(Date.UTC(2101, 0, 1));
  const late = await followDatabaseClock(sql);
  const before = late();
  const [row] = await sql<
    { ms: number }[]
  >`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
  const after = early();
  // As exact as one way to the database and back.
  for (const clock of [before, after]) expect(Math.abs(clock.getTime() - (row?.ms ?? 0))).toBeLessThan(2_000);
  vi.setSystemTime(0);
  expect(early().getTime()).toBeGreaterThanOrEqual(after.getTime());
});

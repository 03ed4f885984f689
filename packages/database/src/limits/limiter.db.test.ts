import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClonedDatabase } from '../testing/clone-database.ts';
import { cloneDatabase } from '../testing/clone-database.ts';
import { createLimiter } from './limiter.ts';

let database: ClonedDatabase;
beforeAll(async () => {
  // As a service would: the role may use these tables.
  database = await cloneDatabase({ role: 'fakexplain_inference', max: 10 });
});
afterAll(() => database.close());

let time = Date.UTC(2026, 4, 1, 12);
const clock = () => new Date(time);
const pass = (seconds: number) => (time += seconds * 1_000);
const limiter = (burst: number, perMinute: number) =>
  createLimiter<'vote' | 'draw'>(database.sql, { buckets: { vote: { burst, perMinute } }, clock });

test('a burst, then as many as come back, for each network and kind alone', async () => {
  const { take } = limiter(3, 6);
  const taken = [];
  for (let n = 0; n < 4; n += 1) taken.push(await take('vote', 'a'));
  expect(taken).toEqual([0, 0, 0, 10]);
  expect(await take('vote', 'b')).toBe(0);
  expect(await take('draw', 'a')).toBe(0);
  pass(4);
  expect(await take('vote', 'a')).toBe(6);
  pass(6);
  expect(await take('vote', 'a')).toBe(0);
  expect(await take('vote', 'a')).toBe(10);
});

test('replicas share a bucket, however many ask at once', async () => {
  const replicas = [limiter(50, 1), limiter(50, 1)];
  const waits = await Promise.all(
    Array.from({ length: 200 }, (_, n) => replicas[n % 2]?.take('vote', 'shared')),
  );
  expect(waits.filter((wait) => wait === 0)).toHaveLength(50);
});

test('never more than the burst and what came back since, and as many where one asks often enough', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3_000), { minLength: 1, maxLength: 80 }),
      fc.uuid(),
      async (pauses, network) => {
        const { take } = limiter(4, 30);
        // The twin counts tokens, where the database keeps a moment.
        let tokens = 4;
        for (const pause of pauses) {
          pass(pause / 1_000);
          tokens = Math.min(4, tokens + (pause / 1_000) * 0.5);
          const wait = await take('vote', network);
          if (tokens >= 1 - 1e-6) {
            expect(wait).toBe(0);
            tokens -= 1;
          } else expect(wait).toBeCloseTo((1 - tokens) / 0.5, 2);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('no network stands in the database, and nobody can tell a code from another day', async () => {
  const { take, codeOf } = limiter(2, 6);
  const network = '203.0.113.77';
  await take('vote', network);
  const today = await codeOf(network);
  expect(await limiter(1, 1).codeOf(network)).toBe(today);
  const rows = await database.sql`select * from limits.buckets, limits.day_keys`;
  expect(JSON.stringify(rows)).not.toContain(network);
  pass(24 * 3_600);
  expect(await codeOf(network)).not.toBe(today);
  // The key went with its day, so that all networks in the world cannot be tried.
  const days = await database.sql<{ day: string }[]>`select day::text from limits.day_keys`;
  expect(days.map(({ day }) => day)).toEqual([clock().toISOString().slice(0, 10)]);
});

test('rows whose buckets are full again are deleted', async () => {
  const { take } = limiter(2, 60);
  for (let n = 0; n < 30; n += 1) await take('vote', `passing ${n}`);
  pass(120);
  await take('vote', 'late');
  await expect
    .poll(
      async () =>
        (await database.sql`select from limits.buckets where full_at < ${clock().toISOString()}`).length,
    )
    .toBe(0);
});

import { arena, call } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let study: string;
beforeAll(async () => {
  service = await startArena();
  const catalog = await fillCatalog(service.database.db, { images: 4, sources: ['one', 'two'] });
  const made = newStudy(catalog);
  study = made.slug;
  await service.openStudy(made);
  const rater = await service.enrol(study);
  const [ballot] = (await draw(rater, study)).ballots;
  await cast(rater, ballot?.id ?? '', { choice: 'left' });
});
afterAll(() => service.close());

/** Statements of reports that run now, or wait for a lock. */
const running = async () => {
  const [row] = await service.database.sql<{ running: number }[]>`
    select count(*)::int as running from pg_stat_activity
    where datname = current_database() and state = 'active' and query like '%arena.rater_counts%'
      and pid <> pg_backend_pid()`;
  return row?.running;
};

/** While nobody can read a table. */
async function whileLocked(table: string, work: () => Promise<void>): Promise<void> {
  const ends = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const locked = service.database.sql.begin(async (tx) => {
    await tx`lock table ${tx(table)} in access exclusive mode`;
    begun.resolve();
    await ends.promise;
  });
  await begun.promise;
  await work().finally(ends.resolve);
  await locked;
}

test.each(['quality', 'leaderboard', 'covariates'])(
  'who leaves ends the query of %s, the last one',
  async (path) => {
    const url = `http://arena/studies/${study}/${path}`;
    const [one, other] = [new AbortController(), new AbortController()];
    await whileLocked('arena.rater_counts', async () => {
      const ask = ({ signal }: AbortController) => service.app.request(new Request(url, { signal }));
      const [first, second] = [ask(one), ask(other)];
      await expect.poll(running, { timeout: 20_000 }).toBe(1);
      one.abort();
      expect((await first).status).toBe(400);
      // The other one still waits, for the same query or, where it came after that had begun, for the next.
      await expect.poll(running, { timeout: 20_000 }).toBe(1);
      other.abort();
      expect((await second).status).toBe(400);
      await expect.poll(running, { timeout: 20_000 }).toBe(0);
    });
    expect((await service.app.request(url)).status).toBe(200);
  },
);

test('reports that wait take nothing from votes', async () => {
  const rater = await service.enrol(study);
  const [ballot] = (await draw(rater, study)).ballots;
  const readers = Array.from({ length: 12 }, () => new AbortController());
  // Reports read exclusions; a vote does not.
  await whileLocked('arena.exclusions', async () => {
    const asked = readers.map(({ signal }) =>
      service.app.request(new Request(`http://arena/studies/${study}/leaderboard`, { signal })),
    );
    const { status } = await cast(rater, ballot?.id ?? '', { choice: 'tie' });
    expect(status).toBe(201);
    for (const reader of readers) reader.abort();
    await Promise.all(asked);
  });
  const board = await call(arena.readLeaderboard, { params: { study }, query: {} }, service.as());
  expect(board.stamp.votes).toBe(2);
});

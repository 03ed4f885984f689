import { eq, sql as raw } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from './client.ts';
import type { Connection } from './client.ts';
import { arenaSchema, catalogSchema, views } from './schema/index.ts';
import { cloneDatabase } from './testing/clone-database.ts';
import type { ClonedDatabase } from './testing/clone-database.ts';

const { datasets } = catalogSchema;
const { studies, votes } = arenaSchema;
const dataset = {
  slug: 'set',
  title: 'Set',
  kind: 'other',
  licence: 'none',
  origin: 'here',
  localisation: 'visible_artifact',
} as const;

let owner: ClonedDatabase;
let arena: Connection;
let catalog: Connection;
let metrics: Connection;

beforeAll(async () => {
  owner = await cloneDatabase();
  arena = connect(owner.url, { role: 'fakexplain_arena' });
  catalog = connect(owner.url, { role: 'fakexplain_catalog' });
  metrics = connect(owner.url, { role: 'fakexplain_metrics' });
});
afterAll(async () => {
  await Promise.all([arena.close(), catalog.close(), metrics.close()]);
  await owner.close();
});

const refusal = (query: Promise<unknown>) =>
  expect(query).rejects.toMatchObject({ cause: { code: '42501' } });

describe('roles', () => {
  it('are taken by every connection of the pool', async () => {
    const users = await Promise.all(
      Array.from(
        { length: 10 },
        () => arena.sql`select current_user, pg_backend_pid() as pid, pg_sleep(0.05)`,
      ),
    );
    expect(new Set(users.map(([row]) => row?.['current_user']))).toEqual(new Set(['fakexplain_arena']));
    expect(new Set(users.map(([row]) => row?.['pid'])).size).toBeGreaterThan(1);
  });

  it('are taken again after the server cut the connections', async () => {
    await owner.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    await expect
      .poll(() =>
        arena.sql`select current_user`.then(
          ([row]) => row,
          () => null,
        ),
      )
      .toEqual({
        current_user: 'fakexplain_arena',
      });
  });

  it('let the catalog service write its own schema and see no table of another', async () => {
    await catalog.db.insert(datasets).values(dataset);
    await refusal(catalog.db.select().from(studies));
  });

  it('let metrics read of the arena what its views show and no table', async () => {
    expect(await metrics.db.select().from(views.currentVotes)).toEqual([]);
    await refusal(metrics.db.select().from(studies));
    await refusal(metrics.db.delete(studies));
    await refusal(metrics.db.execute(raw`update arena.study_summaries set title = ''`));
  });

  it.each([
    ['the arena', () => arena],
    ['metrics', () => metrics],
  ])('let %s read the catalog and not write it', async (_, service) => {
    const { db } = service();
    expect(await db.select({ slug: datasets.slug }).from(datasets)).toEqual([{ slug: 'set' }]);
    await refusal(db.insert(datasets).values({ ...dataset, slug: 'other' }));
    await refusal(db.update(datasets).set({ title: 'x' }).where(eq(datasets.slug, 'set')));
    await refusal(db.delete(datasets));
  });

  it('let no service make tables or change what was migrated', async () => {
    await refusal(arena.db.execute(raw`create table arena.mine ()`));
    await refusal(arena.db.execute(raw`delete from fakexplain.applied_migrations`));
  });

  it('keep votes append-only, even for the arena', async () => {
    await refusal(arena.db.update(votes).set({ choice: 'tie' }));
    await refusal(arena.db.delete(votes));
    expect(await arena.db.select().from(votes)).toEqual([]);
  });

  it('reach tables that later migrations add', async () => {
    await owner.sql`create table arena.later (id int generated always as identity, n int)`;
    await arena.sql`insert into arena.later (n) values (1)`;
    expect(await arena.sql`select n from arena.later`).toHaveLength(1);
    await expect(metrics.sql`select n from arena.later`).rejects.toMatchObject({ code: '42501' });
  });
});

it('keeps times as instants and bytes as bytes', async () => {
  const before = new Date();
  const [row] = await owner.db
    .insert(datasets)
    .values({ ...dataset, slug: 'times' })
    .returning({ createdAt: datasets.createdAt });
  expect(row?.createdAt).toBeInstanceOf(Date);
  expect(Math.abs((row?.createdAt.getTime() ?? 0) - before.getTime())).toBeLessThan(60_000);
  expect(await owner.sql`select '\\x0001ff'::bytea as bytes`).toEqual([{ bytes: Buffer.from([0, 1, 255]) }]);
});

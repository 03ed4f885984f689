import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../client.ts';
import { cloneDatabase } from '../testing/clone-database.ts';
import type { ClonedDatabase } from '../testing/clone-database.ts';
import { migrationsFolder, readMigrations } from './files.ts';
import { assertMigrated, migrate } from './migrate.ts';

const names = readMigrations().map(({ name }) => name);
const next = String(names.length).padStart(4, '0');
let folder: string;
let database: ClonedDatabase;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fakexplain-migrations-'));
  cpSync(migrationsFolder, folder, { recursive: true });
  database = await cloneDatabase();
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const add = (name: string, text: string) => writeFileSync(join(folder, name), text);
const applied = () =>
  database.sql`select name from fakexplain.applied_migrations order by name`.then((rows) =>
    rows.map(({ name }) => name),
  );

describe('migrate', () => {
  it('applies what is new and nothing twice', async () => {
    add(
      `${next}_more.sql`,
      'create table catalog.more (id int);\n--> statement-breakpoint\ninsert into catalog.more values (1);',
    );
    expect(await migrate(database.url, folder)).toEqual([`${next}_more.sql`]);
    expect(await migrate(database.url, folder)).toEqual([]);
    expect(await database.sql`select id from catalog.more`).toHaveLength(1);
  });

  it('may be run by many at once', async () => {
    add(`${next}_more.sql`, 'select pg_sleep(0.1); create table catalog.more (id int);');
    const runs = await Promise.all(Array.from({ length: 8 }, () => migrate(database.url, folder)));
    expect(runs.flat()).toEqual([`${next}_more.sql`]);
  });

  it('may be run on many databases of a server at once', async () => {
    await database.sql`drop schema account, arena, audit, catalog, inference, limits, metrics, fakexplain cascade`;
    const others = await Promise.all(Array.from({ length: 4 }, () => cloneDatabase()));
    await Promise.all(
      others.map(
        ({ sql }) =>
          sql`drop schema account, arena, audit, catalog, inference, limits, metrics, fakexplain cascade`,
      ),
    );
    const runs = await Promise.all(others.map(({ url }) => migrate(url, folder)));
    await Promise.all(others.map((other) => other.close()));
    expect(runs).toEqual(others.map(() => names));
  });

  it('applies all of a file or nothing, and says where it failed', async () => {
    add(`${next}_broken.sql`, 'create table catalog.more (id int);\n\nselect nonsense;');
    await expect(migrate(database.url, folder)).rejects.toThrow(
      `Migration ${next}_broken.sql, line 3: column "nonsense"`,
    );
    expect(await applied()).toEqual(names);
    expect(await database.sql`select to_regclass('catalog.more') as found`).toEqual([{ found: null }]);
  });

  it('refuses a file that was changed after it was applied', async () => {
    add(names[0] ?? '', 'select 1;');
    add(`${next}_more.sql`, 'select 1;');
    await expect(migrate(database.url, folder)).rejects.toThrow(
      `${names[0]} was changed after it was applied`,
    );
    expect(await applied()).toEqual(names);
  });

  it('refuses a database that is newer', async () => {
    rmSync(join(folder, names.at(-1) ?? ''));
    await expect(migrate(database.url, folder)).rejects.toThrow('newer than this program');
  });
});

describe('assertMigrated', () => {
  it('lets a service in its role start on the right version only', async () => {
    const service = connect(database.url, { role: 'fakexplain_arena' });
    try {
      await assertMigrated(service.sql);
      add(`${next}_more.sql`, 'select 1;');
      await expect(assertMigrated(service.sql, folder)).rejects.toThrow(
        `The database lacks ${next}_more.sql. Run`,
      );
      await database.sql`drop schema fakexplain cascade`;
      await expect(assertMigrated(service.sql)).rejects.toThrow(`The database lacks ${names[0]}`);
    } finally {
      await service.close();
    }
  });
});

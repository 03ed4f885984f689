import postgres from 'postgres';
import type { Sql } from '../client.ts';
import { pendingMigrations } from './compare.ts';
import type { AppliedMigration } from './compare.ts';
import { readMigrations } from './files.ts';
import type { Migration } from './files.ts';

/** Any number, as long as every version of this program uses the same one. */
const advisoryLock = 7_264_021_958;

/**
 * Brings a database to the version of the migration files: one transaction a file, under an advisory lock, so that
 * any number may run at once.
 * @returns names of the migrations applied now.
 * @throws when an applied file changed or is missing, the database is newer, or a statement fails.
 */
export async function migrate(url: string, folder?: string): Promise<string[]> {
  const files = readMigrations(folder);
  const sql = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'fakexplain migrate' },
  });
  try {
    await sql`select pg_advisory_lock(${advisoryLock})`;
    await sql`create schema if not exists fakexplain`;
    await sql`
      create table if not exists fakexplain.applied_migrations (
        name text primary key,
        sha256 text not null,
        applied_at timestamptz not null default now()
      )`;
    await sql`grant usage on schema fakexplain to public`;
    await sql`grant select on fakexplain.applied_migrations to public`;
    const pending = pendingMigrations(await readApplied(sql), files);
    for (const migration of pending) await apply(sql, migration);
    return pending.map(({ name }) => name);
  } finally {
    await sql.end();
  }
}

/**
 * For services, which never migrate: resolves when the database is at the version of the migration files.
 * @throws with what to do when it is older, newer or different.
 */
export async function assertMigrated(sql: Sql, folder?: string): Promise<void> {
  const [restoring] = await sql`select to_regclass('fakexplain.restoring') is not null as found`;
  if (restoring?.['found'] === true)
    throw new Error(
      'A restore of the database has not ended. Wait for it; if it was interrupted, run `restore` again.',
    );
  const [ledger] = await sql`select to_regclass('fakexplain.applied_migrations') is not null as found`;
  const applied = ledger?.['found'] === true ? await readApplied(sql) : [];
  const pending = pendingMigrations(applied, readMigrations(folder));
  if (pending.length > 0) {
    throw new Error(
      `The database lacks ${pending.map(({ name }) => name).join(', ')}. Run \`npm run fakexplain -- migrate\` first.`,
    );
  }
}

const readApplied = (sql: Sql) =>
  sql<AppliedMigration[]>`select name, sha256 from fakexplain.applied_migrations order by name collate "C"`;

async function apply(sql: Sql, { name, sha256, text }: Migration): Promise<void> {
  try {
    await sql.begin(async (tx) => {
      await tx.unsafe(text);
      await tx`insert into fakexplain.applied_migrations (name, sha256) values (${name}, ${sha256})`;
    });
  } catch (cause) {
    if (!(cause instanceof postgres.PostgresError)) throw cause;
    const line = text.slice(0, Number(cause.position ?? 0)).split('\n').length;
    const hint = cause.hint ? ` ${cause.hint}` : '';
    throw new Error(`Migration ${name}, line ${line}: ${cause.message}. Nothing of it was applied.${hint}`, {
      cause,
    });
  }
}

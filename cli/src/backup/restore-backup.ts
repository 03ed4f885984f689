import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { createGunzip } from 'node:zlib';
import {
  connect,
  migrate,
  pendingMigrations,
  readMigrations,
  type Sql,
  type TransactionSql,
} from '@fakexplain/database';
import { directoryBlobs, type BlobStore } from '@fakexplain/service-kit/blobs';
import { Refused } from '../exit-codes.ts';
import type { Manifest } from './manifest.ts';
import { ensureSound } from './sound-blobs.ts';
import { hasSchemas, listHeads, listTables } from './tables.ts';

export interface RestoreOptions {
  /** Of the target, as its owner. */
  url: string;
  blobs: BlobStore;
  folder: string;
  manifest: Manifest;
  signal: AbortSignal;
  tell: (line: string) => void;
}

/**
 * Restores a backup into an empty database and blob store: the schema, roles and grants by the migrations that the backup had, all rows in one
 * transaction, then the migrations that are newer. Until it has ended no service starts on the database; after an interruption it may
 * be run again.
 * @returns hashes of blobs that the backup should have and has not, or has damaged
 * @throws Refused where the database is not empty
 */
export async function restoreBackup(options: RestoreOptions): Promise<string[]> {
  const { url, manifest, tell } = options;
  const connection = connect(url, { max: 1, applicationName: 'fakexplain restore' });
  const { sql } = connection;
  try {
    await claim(sql);
    const missing = await restoreBlobs(options);
    tell('schema, roles and grants …');
    await migrateTo(url, manifest);
    await sql.begin((tx) => restoreRows(tx, options));
    await migrate(url);
    await sql`drop table fakexplain.restoring`;
    return missing;
  } finally {
    await connection.close();
  }
}

/** Marks the database as one that is being restored. @throws Refused where it has something that no restore began */
async function claim(sql: Sql): Promise<void> {
  const [row] = await sql<
    { begun: boolean }[]
  >`select to_regclass('fakexplain.restoring') is not null as begun`;
  if (row?.begun === true) return;
  if (await hasSchemas(sql))
    throw new Refused(
      'The database is not empty. Restore into a new one, or into a DATA_DIR that is not there yet.',
    );
  await sql.begin(async (tx) => {
    await tx`create schema fakexplain`;
    await tx`grant usage on schema fakexplain to public`;
    await tx`create table fakexplain.restoring ()`;
  });
}

/** Applies the migrations that the backup had, and no more. @throws where this program does not know them */
async function migrateTo(url: string, { migrations }: Manifest): Promise<void> {
  const files = readMigrations();
  pendingMigrations(migrations, files);
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-restore-'));
  try {
    for (const { name, text } of files.slice(0, migrations.length)) await writeFile(join(folder, name), text);
    await migrate(url, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @throws where counts or heads of ledgers are not those of the manifest; then nothing is kept */
async function restoreRows(
  tx: TransactionSql,
  { folder, manifest, signal, tell }: RestoreOptions,
): Promise<void> {
  const tables = await listTables(tx);
  for (const { table } of tables) await tx.unsafe(`alter table ${table} disable trigger user`);
  // Migrations add rows of their own.
  await tx.unsafe(`truncate ${tables.map(({ table }) => table).join(', ')}`);
  for (const { table, columns } of tables) {
    signal.throwIfAborted();
    const kept = manifest.tables.find((each) => each.table === table);
    if (kept === undefined || !isDeepStrictEqual(kept.columns, columns))
      throw new Refused(`The manifest does not have ${table} with the columns ${columns.join(', ')}.`);
    tell(`${table} …`);
    const target = await tx.unsafe(`copy ${table} (${columns.join(', ')}) from stdin`).writable();
    await pipeline(createReadStream(join(folder, kept.path)), createGunzip(), target);
    const [counted] = await tx.unsafe<{ rows: number }[]>(`select count(*)::float8 as rows from ${table}`);
    if (Number(counted?.rows) !== kept.rows)
      throw new Error(
        `${table} has ${counted?.rows} rows where the manifest says ${kept.rows}; nothing was kept.`,
      );
  }
  for (const { sequence, last } of manifest.sequences)
    await tx`select setval(${sequence}::text::regclass, ${last}::text::bigint)`;
  if (!isDeepStrictEqual([...(await listHeads(tx))], manifest.ledgers))
    throw new Error('The heads of the ledgers are not those of the manifest; nothing was kept.');
  for (const { table } of tables) {
    // What foreign keys still have to check stands in the way of the next statement.
    await tx`set constraints all immediate`;
    await tx.unsafe(`alter table ${table} enable trigger user`);
  }
}

async function restoreBlobs({ blobs, folder, manifest, signal, tell }: RestoreOptions): Promise<string[]> {
  const kept = directoryBlobs(join(folder, 'blobs'));
  const lacking = new Set(manifest.lacking);
  const missing: string[] = [];
  let done = 0;
  for await (const sha256 of createInterface({
    input: createReadStream(join(folder, manifest.blobs.path)),
  })) {
    signal.throwIfAborted();
    if (!(await ensureSound(blobs, kept, sha256)) && !lacking.has(sha256)) missing.push(sha256);
    done += 1;
    tell(`${done} of ${manifest.blobs.count} blobs`);
  }
  return missing;
}

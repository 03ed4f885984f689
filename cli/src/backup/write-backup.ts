import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Sql, TransactionSql } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { directoryBlobs } from '@fakexplain/service-kit/blobs';
import { hashOfFile, type Manifest, manifestName, type ManifestTable } from './manifest.ts';
import { ensureSound } from './sound-blobs.ts';
import { listHeads, listSequences, listTables, namedBlobs } from './tables.ts';

export interface BackupOptions {
  sql: Sql;
  blobs: BlobStore;
  folder: string;
  /** File of the participants' key, where the data folder has one. */
  participantKey: string | undefined;
  signal: AbortSignal;
  /** Told how far it is. */
  tell: (line: string) => void;
}

/**
 * Writes a backup while the site runs: all tables as of one moment, then the blobs that they name. The manifest comes last and replaces an
 * earlier one in one step, so that a folder never loses its whole backup to one that was interrupted; blobs that are there are kept.
 * @throws the signal's reason when it is aborted
 */
export async function writeBackup(options: BackupOptions): Promise<Manifest> {
  const { sql, folder, participantKey } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const dump = `tables-${new Date().toISOString().replaceAll(/\D/g, '')}`;
  await mkdir(join(folder, dump), { mode: 0o700 });
  const told = await sql.begin('isolation level repeatable read read only', (tx) =>
    dumpTables(tx, dump, options),
  );
  const lacking = await copyBlobs(join(folder, told.blobs.path), told.blobs.count, options);
  const keyPath = `${dump}/participant-key`;
  const isKept = participantKey !== undefined && existsSync(participantKey);
  if (isKept) {
    await copyFile(participantKey, join(folder, keyPath));
    await chmod(join(folder, keyPath), 0o600);
  }
  const manifest: Manifest = {
    ...told,
    lacking,
    participantKey: isKept ? { path: keyPath, sha256: await hashOfFile(join(folder, keyPath)) } : null,
  };
  const draft = join(folder, `${manifestName}.new`);
  await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(draft, join(folder, manifestName));
  for (const name of await readdir(folder))
    if (/^tables-\d+$/.test(name) && name !== dump) await rm(join(folder, name), { recursive: true });
  return manifest;
}

async function dumpTables(
  tx: TransactionSql,
  dump: string,
  { folder, signal, tell }: BackupOptions,
): Promise<Omit<Manifest, 'lacking' | 'participantKey'>> {
  const [clock] = await tx<{ at: string }[]>`select to_json(now()) #>> '{}' as at`;
  const migrations = await tx<{ name: string; sha256: string }[]>`
    select name, sha256 from fakexplain.applied_migrations order by name collate "C"`;
  const tables: ManifestTable[] = [];
  for (const { table, columns } of await listTables(tx)) {
    signal.throwIfAborted();
    tell(`${table} …`);
    const [counted] = await tx.unsafe<{ rows: number }[]>(`select count(*)::float8 as rows from ${table}`);
    const path = `${dump}/${table.replaceAll('"', '')}.tsv.gz`;
    const source = await tx.unsafe(`copy ${table} (${columns.join(', ')}) to stdout`).readable();
    const sha256 = await keep(source, join(folder, path), true);
    tables.push({ table, columns, rows: Number(counted?.rows), path, sha256 });
  }
  const [named] = await tx.unsafe<{ count: number }[]>(
    `select count(*)::int as count from (${namedBlobs}) b`,
  );
  const path = `${dump}/blobs.txt`;
  const hashes = await tx
    .unsafe(`copy (select sha256 from (${namedBlobs}) b order by 1) to stdout`)
    .readable();
  const sha256 = await keep(hashes, join(folder, path), false);
  return {
    format: 'fakexplain-backup-1',
    at: clock?.at ?? '',
    migrations: [...migrations],
    tables,
    sequences: [...(await listSequences(tx))],
    ledgers: [...(await listHeads(tx))],
    blobs: { path, sha256, count: named?.count ?? 0 },
  };
}

/** Writes a stream to a file of its owner's alone, and returns the file's SHA-256. */
async function keep(source: Readable, path: string, isPacked: boolean): Promise<string> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const file = createWriteStream(path, { mode: 0o600, flush: true });
  await (isPacked ? pipeline(source, createGzip(), hashing, file) : pipeline(source, hashing, file));
  return hash.digest('hex');
}

/** Copies the blobs that are not in the backup yet, one at a time. @returns the hashes of those that the store lacks or has damaged */
async function copyBlobs(
  list: string,
  count: number,
  { blobs, folder, signal, tell }: BackupOptions,
): Promise<string[]> {
  const kept = directoryBlobs(join(folder, 'blobs'));
  const lacking: string[] = [];
  let done = 0;
  for await (const sha256 of createInterface({ input: createReadStream(list) })) {
    signal.throwIfAborted();
    if (!(await ensureSound(kept, blobs, sha256))) lacking.push(sha256);
    done += 1;
    tell(`${done} of ${count} blobs`);
  }
  return lacking;
}

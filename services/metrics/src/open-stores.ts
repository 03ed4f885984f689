import { resolve, join } from 'node:path';
import { assertMigrated, connect, migrate, type Connection } from '@fakexplain/database';
import { runningEmbedded, startEmbedded } from '@fakexplain/database/embedded';
import { openBlobs, type BlobStore } from '@fakexplain/service-kit/blobs';
import type { CommandEnv } from './env.ts';

export interface Stores extends Connection {
  blobs: BlobStore;
}

const defaultDataDir = join(import.meta.dirname, '../../../.data');

/**
 * The database and blob store that the environment names, or else those of `npm start`: the running ones, or
 * the same ones started for as long as the command takes.
 */
export async function openStores(env: CommandEnv): Promise<Stores> {
  const { DATABASE_URL, DATA_DIR = defaultDataDir, BLOB_DIRECTORY, BLOB_S3_BUCKET } = env;
  const named = BLOB_DIRECTORY !== undefined || BLOB_S3_BUCKET !== undefined;
  const blobs = await openBlobs(
    named || DATABASE_URL !== undefined ? env : { ...env, BLOB_DIRECTORY: join(resolve(DATA_DIR), 'blobs') },
  );
  return { ...(await openDatabase(env, 'fakexplain import')), blobs };
}

/** The database alone, for commands that need no images. */
export async function openDatabase(
  { DATABASE_URL, DATA_DIR = defaultDataDir }: Pick<CommandEnv, 'DATABASE_URL' | 'DATA_DIR'>,
  applicationName: string,
): Promise<Connection> {
  const folder = join(resolve(DATA_DIR), 'postgres');
  const found = DATABASE_URL ?? runningEmbedded(folder);
  const own = found === null ? await startEmbedded({ dataDir: folder }) : undefined;
  const url = found ?? own?.url ?? '';
  if (own) await migrate(url);
  const connection = connect(url, { role: 'fakexplain_metrics', applicationName });
  const close = async () => {
    await connection.close();
    await own?.stop();
  };
  try {
    await assertMigrated(connection.sql);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...connection, close };
}

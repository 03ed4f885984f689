import { resolve, join } from 'node:path';
import type { Connection } from '@fakexplain/database';
import { openDatabase } from '@fakexplain/database/open-database';
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
  const { DATABASE_URL, DATA_DIR: dataDir = defaultDataDir, BLOB_DIRECTORY, BLOB_S3_BUCKET } = env;
  const named = BLOB_DIRECTORY !== undefined || BLOB_S3_BUCKET !== undefined;
  const blobs = await openBlobs(
    named || DATABASE_URL !== undefined ? env : { ...env, BLOB_DIRECTORY: join(resolve(dataDir), 'blobs') },
  );
  const database = await openDatabase({
    databaseUrl: DATABASE_URL,
    dataDir,
    role: 'fakexplain_catalog',
    applicationName: 'fakexplain import',
  });
  return { ...database, blobs };
}

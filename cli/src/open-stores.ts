import { join, resolve } from 'node:path';
import type { Connection, DatabaseRole } from '@fakexplain/database';
import { openDatabase as openAs } from '@fakexplain/database/open-database';
import { openBlobs, type BlobStore } from '@fakexplain/service-kit/blobs';
import { readStoresEnv, type StoresEnv } from './env.ts';

export interface Stores extends Connection {
  blobs: BlobStore;
}

/** A command's role in the database, without which it is the owner, and the name of its sessions. */
interface Caller {
  role?: DatabaseRole;
  applicationName: string;
}

/** The database and blob store that the environment names, or else those of `npm start`. */
export async function openStores(caller: Caller): Promise<Stores> {
  const blobs = await openNamedBlobs(readStoresEnv());
  return { ...(await openDatabase(caller)), blobs };
}

/** The blob store that the environment names, or else that of `npm start`. */
export function openNamedBlobs(env: StoresEnv): Promise<BlobStore> {
  const { DATABASE_URL, DATA_DIR, BLOB_DIRECTORY, BLOB_S3_BUCKET } = env;
  const named = BLOB_DIRECTORY !== undefined || BLOB_S3_BUCKET !== undefined;
  return openBlobs(
    named || DATABASE_URL !== undefined ? env : { ...env, BLOB_DIRECTORY: join(resolve(DATA_DIR), 'blobs') },
  );
}

/** The database alone, for commands that need no images. */
export function openDatabase(caller: Caller): Promise<Connection> {
  const { DATABASE_URL, DATA_DIR } = readStoresEnv();
  return openAs({ ...caller, databaseUrl: DATABASE_URL, dataDir: DATA_DIR });
}

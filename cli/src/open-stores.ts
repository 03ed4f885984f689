import { resolve, join } from 'node:path';
import { assertMigrated, connect, migrate, type Connection } from '@fakexplain/database';
import { runningEmbedded, startEmbedded } from '@fakexplain/database/embedded';
import { openBlobs, type BlobStore } from '@fakexplain/service-kit/blobs';
import { readStoresEnv, type StoresEnv } from './env.ts';

export interface Stores extends Connection {
  blobs: BlobStore;
}

/** Who a command is to the database: a role, and the name by which its sessions are known. */
interface Caller {
  role: NonNullable<Parameters<typeof connect>[1]>['role'];
  applicationName: string;
}

/**
 * The database and blob store that the environment names, or else those of `npm start`: the running ones, or
 * the same ones started for as long as the command takes.
 */
export async function openStores(caller: Caller): Promise<Stores> {
  const env = readStoresEnv();
  const { DATABASE_URL, DATA_DIR, BLOB_DIRECTORY, BLOB_S3_BUCKET } = env;
  const named = BLOB_DIRECTORY !== undefined || BLOB_S3_BUCKET !== undefined;
  const blobs = await openBlobs(
    named || DATABASE_URL !== undefined ? env : { ...env, BLOB_DIRECTORY: join(resolve(DATA_DIR), 'blobs') },
  );
  return { ...(await open(env, caller)), blobs };
}

/** The database alone, for commands that need no images. */
export const openDatabase = (caller: Caller): Promise<Connection> => open(readStoresEnv(), caller);

async function open(
  { DATABASE_URL, DATA_DIR }: StoresEnv,
  { role, applicationName }: Caller,
): Promise<Connection> {
  const folder = join(resolve(DATA_DIR), 'postgres');
  const found = DATABASE_URL ?? runningEmbedded(folder);
  const own = found === null ? await startEmbedded({ dataDir: folder }) : undefined;
  const url = found ?? own?.url ?? '';
  if (own) await migrate(url);
  const connection = connect(url, { role, applicationName });
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

import { join, resolve } from 'node:path';
import { connect, type Connection, type DatabaseRole } from './client.ts';
import { runningEmbedded } from './embedded/postmaster.ts';
import { startEmbedded } from './embedded/start-embedded.ts';
import { assertMigrated, migrate } from './migrations/migrate.ts';

export interface OpenDatabase {
  /** Without it, the database of `npm start` in `dataDir` is used. */
  databaseUrl?: string | undefined;
  /** Where `npm start` keeps its database. */
  dataDir: string;
  /** Without it, the owner of the database. */
  role?: DatabaseRole;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
}

/**
 * A connection for a command: to the server that is named, or else to that of `npm start`: the running one, or the same
 * one started for as long as the command takes.
 * @throws where the database is not migrated
 */
export async function openDatabase({
  databaseUrl,
  dataDir,
  role,
  applicationName,
}: OpenDatabase): Promise<Connection> {
  const folder = join(resolve(dataDir), 'postgres');
  const found = databaseUrl ?? runningEmbedded(folder);
  const own = found === null ? await startEmbedded({ dataDir: folder }) : undefined;
  const url = found ?? own?.url ?? '';
  if (own) await migrate(url);
  const connection = connect(url, { ...(role && { role }), applicationName });
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

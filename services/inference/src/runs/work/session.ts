import { randomInt } from 'node:crypto';
import { connect, type Connection } from '@fakexplain/database';
import { runsChannel } from '../channel.ts';

/** First half of workers' advisory locks; the second is the worker's key. */
export const lockClass = 0x46_58_57;

/** A worker's standing with the database: while it lasts, the images it has taken are its own. */
export interface Session {
  /** What the images it takes are marked with; the session holds the advisory lock of it. */
  key: number;
  /** Aborted when the database has dropped the session: what was taken belongs to nobody then. */
  lost: AbortSignal;
  /** Over the one connection that holds the lock. */
  db: Connection['db'];
  /** Gives the key up, since what is stored under it can no longer be told. */
  drop(reason: Error): void;
  close(): Promise<void>;
}

/**
 * Connects, takes a key that no other worker has, and listens for news of runs.
 * @throws the error of the database where it does not answer
 */
export async function openSession(databaseUrl: string, onNews: (runId: string) => void): Promise<Session> {
  const lost = new AbortController();
  let closing = false;
  const { db, sql, close } = connect(databaseUrl, {
    role: 'fakexplain_inference',
    applicationName: 'fakexplain inference worker',
    max: 1,
    onClose: () => {
      if (!closing) lost.abort(new Error('the connection to the database was lost'));
    },
  });
  try {
    const key = await takeKey(sql);
    // On a connection of its own, which ends with this one.
    await sql.listen(runsChannel, onNews);
    lost.signal.throwIfAborted();
    return {
      key,
      lost: lost.signal,
      db,
      drop: (reason) => lost.abort(reason),
      close() {
        closing = true;
        return close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function takeKey(sql: Connection['sql']): Promise<number> {
  for (;;) {
    const key = randomInt(1, 2 ** 31);
    const [row] = await sql<{ held: boolean }[]>`select pg_try_advisory_lock(${lockClass}, ${key}) as held`;
    if (row?.held) return key;
  }
}

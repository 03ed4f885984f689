import { randomInt } from 'node:crypto';
import { connect, type Connection } from '@fakexplain/database';
import { runsChannel } from '../channel.ts';

/** First half of workers' advisory locks; the second is the worker's key. */
export const lockClass = 0x46_58_57;

/** A worker's session with the database: while it lasts, the images that it has taken are its own. */
export interface Session {
  /** Marks the images that it takes; the session holds the advisory lock of this key. */
  key: number;
  /** Aborted when the database has ended the session: the images that were taken are free then. */
  lost: AbortSignal;
  /** The one connection that holds the lock. */
  db: Connection['db'];
  /** Gives the key up, because what is stored under it is no longer known. */
  drop(reason: Error): void;
  close(): Promise<void>;
}

/**
 * Connects, takes a key that no other worker has, and listens for notifications about runs.
 * @throws the error of the database where it does not answer
 */
export async function openSession(
  databaseUrl: string,
  onNotification: (runId: string) => void,
): Promise<Session> {
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
    await sql.listen(runsChannel, onNotification);
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

import { connect, type Connection, type Database } from '@fakexplain/database';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { afterAll, beforeAll } from 'vitest';
import { startThreads, type Threads } from '../threads.ts';

export interface MetricsSuite extends Connection {
  /** For further connections. */
  databaseUrl: string;
  /** Writes what other services own: datasets, runs, explanations. */
  owner: Database;
  threads: Threads;
}

/** A database for a suite, with the rights that the metrics service has; call at the top of the file. */
export function useMetrics(): () => MetricsSuite {
  let suite: MetricsSuite | undefined;
  let owner: ClonedDatabase | undefined;
  beforeAll(async () => {
    owner = await cloneDatabase();
    const connection = connect(owner.url, { role: 'fakexplain_metrics' });
    suite = { ...connection, databaseUrl: owner.url, owner: owner.db, threads: startThreads(2) };
  });
  afterAll(async () => {
    await suite?.threads.close();
    await suite?.close();
    await owner?.close();
  });
  return () => {
    if (!suite) throw new Error('the database is made before the tests');
    return suite;
  };
}

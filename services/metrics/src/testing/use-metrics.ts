import { connect, type Connection, type Database, type Sql } from '@fakexplain/database';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { afterAll, beforeAll } from 'vitest';
import { createReports, reportsAtOnce, type Reports } from '@fakexplain/service-kit/reports';
import { startThreads, type Threads } from '@fakexplain/service-kit/threads';

export interface MetricsSuite extends Connection {
  /** For further connections. */
  databaseUrl: string;
  /** Writes what other services own: datasets, runs, explanations. */
  owner: Database;
  threads: Threads;
  reports: Reports<Sql>;
}

/** A database for a suite, with the rights that the metrics service has; call at the top of the file. */
export function useMetrics(): () => MetricsSuite {
  let suite: MetricsSuite | undefined;
  let owner: ClonedDatabase | undefined;
  beforeAll(async () => {
    owner = await cloneDatabase();
    const connection = connect(owner.url, { role: 'fakexplain_metrics' });
    const reports = createReports(connect(owner.url, { role: 'fakexplain_metrics', max: reportsAtOnce }));
    suite = { ...connection, databaseUrl: owner.url, owner: owner.db, threads: startThreads(2), reports };
  });
  afterAll(async () => {
    await suite?.threads.close();
    await suite?.reports.close();
    await suite?.close();
    await owner?.close();
  });
  return () => {
    if (!suite) throw new Error('the database is made before the tests');
    return suite;
  };
}

import { connect, type Connection, type Database } from '@fakexplain/database';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { afterAll, beforeAll } from 'vitest';
import { resamplingThreads, type Resampling } from '../summaries/resampling.ts';

export interface MetricsSuite extends Connection {
  /** For further connections. */
  url: string;
  /** Writes what other services own: datasets, runs, explanations. */
  owner: Database;
  resampling: Resampling;
}

/** A database for a suite, with the rights that the metrics service has; call at the top of the file. */
export function useMetrics(): () => MetricsSuite {
  let suite: MetricsSuite | undefined;
  let owner: ClonedDatabase | undefined;
  beforeAll(async () => {
    owner = await cloneDatabase();
    const connection = connect(owner.url, { role: 'fakexplain_metrics' });
    suite = { ...connection, url: owner.url, owner: owner.db, resampling: resamplingThreads(2) };
  });
  afterAll(async () => {
    await suite?.resampling.close();
    await suite?.close();
    await owner?.close();
  });
  return () => {
    if (!suite) throw new Error('the database is made before the tests');
    return suite;
  };
}

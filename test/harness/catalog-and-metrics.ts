import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Connection } from '@fakexplain/database';
import { afterAll, beforeAll } from 'vitest';
import { useCatalogue, type Catalogue } from '../../services/catalog/src/testing/catalogue.ts';
import {
  resamplingThreads,
  type Resampling,
} from '../../services/metrics/src/scores/summaries/resampling-threads.ts';
import { startService, type Service } from '../../cli/src/stack/child-service.ts';
import { freePort } from '../../cli/src/stack/free-port.ts';

/** A real process of the catalog service on the given database, with a blob store of its own. */
export const startCatalog = async (databaseUrl: string): Promise<Service> =>
  start('catalog', {
    DATABASE_URL: databaseUrl,
    BLOB_DIRECTORY: await mkdtemp(join(tmpdir(), 'fakexplain-blobs-')),
  });

/** A real process of the metrics service on the given database. */
export const startMetrics = (databaseUrl: string): Promise<Service> =>
  start('metrics', { DATABASE_URL: databaseUrl });

async function start(name: 'catalog' | 'metrics', env: Record<string, string>): Promise<Service> {
  return startService({
    name,
    entry: join(import.meta.dirname, `../../services/${name}/src/main.ts`),
    port: await freePort(),
    env: { ...env, LOG_LEVEL: 'error' },
    readyPath: '/health/ready',
  });
}

/** A catalog for a suite, and metrics on the same database, each with its own rights; call at the top of the file. */
export function useCatalogAndMetrics(): {
  catalogue: () => Catalogue;
  measured: () => Connection & { resampling: Resampling };
} {
  const catalogue = useCatalogue();
  let suite: (Connection & { resampling: Resampling }) | undefined;
  beforeAll(() => {
    const connection = connect(catalogue().url, { role: 'fakexplain_metrics' });
    suite = { ...connection, resampling: resamplingThreads(2) };
  });
  afterAll(async () => {
    await suite?.resampling.close();
    await suite?.close();
  });
  return {
    catalogue,
    measured: () => {
      if (!suite) throw new Error('the database is made before the tests');
      return suite;
    },
  };
}

import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Connection, type Sql } from '@fakexplain/database';
import { afterAll, beforeAll } from 'vitest';
import { importTrainingRows } from '../../services/catalog/src/datasets/import-training-rows.ts';
import { readManifest } from '../../services/catalog/src/datasets/manifest.ts';
import { importExplanations } from '../../services/catalog/src/explanations/import-explanations.ts';
import { formatRefusal, type Refusal } from '../../services/catalog/src/rows/refusal.ts';
import { useCatalog, type Catalog } from '../../services/catalog/src/testing/use-catalog.ts';
import { createReports, reportsAtOnce, type Reports } from '@fakexplain/service-kit/reports';
import { startThreads, type Threads } from '@fakexplain/service-kit/threads';
import { startService, type Service } from '../../cli/src/stack/child-service.ts';
import { freePort } from '../../cli/src/stack/free-port.ts';

/** A real process of the catalog service on the given database. */
export const startCatalog = (databaseUrl: string, env: Record<string, string> = {}): Promise<Service> =>
  start('catalog', {
    DATABASE_URL: databaseUrl,
    // No test of this harness keeps an image, so the folder is never made.
    BLOB_DIRECTORY: join(tmpdir(), 'fakexplain-no-blobs'),
    ...env,
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
  catalog: () => Catalog;
  measured: () => Connection & { databaseUrl: string; threads: Threads; reports: Reports<Sql> };
} {
  const catalog = useCatalog();
  let suite: (Connection & { databaseUrl: string; threads: Threads; reports: Reports<Sql> }) | undefined;
  beforeAll(() => {
    const databaseUrl = catalog().url;
    const connection = connect(databaseUrl, { role: 'fakexplain_metrics' });
    const reports = createReports(connect(databaseUrl, { role: 'fakexplain_metrics', max: reportsAtOnce }));
    suite = { ...connection, databaseUrl, threads: startThreads(2), reports };
  });
  afterAll(async () => {
    await suite?.threads.close();
    await suite?.reports.close();
    await suite?.close();
  });
  return {
    catalog,
    measured: () => {
      if (!suite) throw new Error('the database is made before the tests');
      return suite;
    },
  };
}

/**
 * Imports the demo's dataset and the explanations that come with it, as `fakexplain demo` does.
 * @param only names of the files of explanations, where some will do
 * @returns what was refused
 */
export async function importDemo({ db, blobs }: Catalog, only?: readonly string[]): Promise<string[]> {
  const refused: string[] = [];
  const options = { onRefusal: (refusal: Refusal) => refused.push(formatRefusal(refusal)) };
  const folder = join(import.meta.dirname, '../../demo');
  const manifest = await readManifest(join(folder, 'manifest.yaml'));
  const file = join(folder, 'annotations.jsonl');
  await importTrainingRows({ db, blobs, file, imagesFolder: folder, manifest }, options);
  for (const name of only ?? (await readdir(join(folder, 'explanations'))).toSorted())
    await importExplanations({ db, file: join(folder, 'explanations', name), dataset: 'demo' }, options);
  return refused;
}

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService, type Service } from '../../cli/src/stack/child-service.ts';
import { freePort } from '../../cli/src/stack/free-port.ts';

/** A real metrics process on the given database. */
export async function startMetrics(databaseUrl: string): Promise<Service> {
  return startService({
    name: 'metrics',
    entry: join(import.meta.dirname, '../../services/metrics/src/main.ts'),
    port: await freePort(),
    env: {
      DATABASE_URL: databaseUrl,
      // No test of this harness keeps an image, so the folder is never made.
      BLOB_DIRECTORY: join(tmpdir(), 'fakexplain-no-blobs'),
      LOG_LEVEL: 'error',
    },
    readyPath: '/health/ready',
  });
}

import { connect } from '@fakexplain/database';
import { createLogger } from '@fakexplain/service-kit';
import { directoryBlobs } from '@fakexplain/service-kit/blobs';
import { createApp } from './app.ts';
import { directoryUploads } from './imports/uploads.ts';

/** The routes as an OpenAPI 3.1 document. */
export async function openApiDocument(): Promise<unknown> {
  // Nothing is asked of the stores: they connect on first use.
  const { db, sql } = connect('postgres://nowhere.invalid/none');
  const app = createApp({
    db,
    sql,
    blobs: directoryBlobs('.'),
    logger: createLogger('catalog', 'silent'),
    uploads: { store: directoryUploads('.'), maxBytes: 1, keptDays: 1 },
  });
  return (await app.request('/openapi.json')).json();
}

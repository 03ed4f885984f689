import { connect } from '@fakexplain/database';
import { createLogger } from '@fakexplain/service-kit';
import { createApp } from './app.ts';
import { startThreads } from './threads.ts';

/** The routes as an OpenAPI 3.1 document. */
export async function openApiDocument(): Promise<unknown> {
  // Nothing is asked of the stores or of threads: they connect and start on first use.
  const databaseUrl = 'postgres://nowhere.invalid/none';
  const { db, sql } = connect(databaseUrl);
  const app = createApp({
    db,
    databaseUrl,
    sql,
    logger: createLogger('metrics', 'silent'),
    maintainerToken: '',
    threads: startThreads(),
  });
  return (await app.request('/openapi.json')).json();
}

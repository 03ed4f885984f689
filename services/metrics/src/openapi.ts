import { connect } from '@fakexplain/database';
import { createLogger } from '@fakexplain/service-kit';
import { createApp } from './app.ts';
import { createReports } from '@fakexplain/service-kit/reports';
import { startThreads } from '@fakexplain/service-kit/threads';

/** The routes as an OpenAPI 3.1 document. */
export async function openApiDocument(): Promise<unknown> {
  // Nothing is asked of the stores or of threads: they connect and start on first use.
  const databaseUrl = 'postgres://nowhere.invalid/none';
  const connection = connect(databaseUrl);
  const { db, sql } = connection;
  const app = createApp({
    db,
    databaseUrl,
    sql,
    logger: createLogger('metrics', 'silent'),
    threads: startThreads(),
    reports: createReports(connection),
  });
  return (await app.request('/openapi.json')).json();
}

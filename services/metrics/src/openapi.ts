import { connect } from '@fakexplain/database';
import { createLogger } from '@fakexplain/service-kit';
import { createApp } from './app.ts';
import { resamplingThreads } from './summaries/resampling.ts';

/** The routes as an OpenAPI 3.1 document. */
export async function openApiDocument(): Promise<unknown> {
  // Nothing is asked of the stores or of threads: they connect and start on first use.
  const { db, sql } = connect('postgres://nowhere.invalid/none');
  const app = createApp({
    db,
    sql,
    logger: createLogger('metrics', 'silent'),
    maintainerToken: '',
    resampling: resamplingThreads(),
  });
  return (await app.request('/openapi.json')).json();
}

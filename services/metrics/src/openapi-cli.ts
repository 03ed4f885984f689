// Writes packages/contract/openapi/metrics.json from the routes; --check fails where it differs.
import { join } from 'node:path';
import { connect } from '@fakexplain/database';
import { createLogger, keepOpenApiFile } from '@fakexplain/service-kit';
import { directoryBlobs } from '@fakexplain/service-kit/blobs';
import { createApp } from './app.ts';
import { resamplingThreads } from './summaries/resampling.ts';

const file = join(import.meta.dirname, '../../../packages/contract/openapi/metrics.json');
// Nothing is asked of the stores or of threads: they connect and start on first use.
const { db, sql } = connect('postgres://nowhere.invalid/none');
const app = createApp({
  db,
  sql,
  blobs: directoryBlobs('.'),
  logger: createLogger('metrics', 'silent'),
  resampling: resamplingThreads(),
});
process.exitCode = await keepOpenApiFile(app, file, process.argv.slice(2));

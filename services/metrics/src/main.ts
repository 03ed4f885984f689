import { connect } from '@fakexplain/database';
import { createLogger, listen } from '@fakexplain/service-kit';
import { openBlobs } from '@fakexplain/service-kit/blobs';
import { createApp } from './app.ts';
import { readServiceEnv } from './env.ts';
import { startScoring } from './scoring/start-scoring.ts';
import { resamplingThreads } from './summaries/resampling.ts';

const env = readServiceEnv();
const logger = createLogger('metrics', env.LOG_LEVEL);
const { db, sql, close } = connect(env.DATABASE_URL, {
  role: 'fakexplain_metrics',
  applicationName: 'fakexplain metrics',
});
const resampling = resamplingThreads();
const app = createApp({ db, sql, blobs: await openBlobs(env), logger, resampling });
const scoring = startScoring({ databaseUrl: env.DATABASE_URL, logger });
await listen(app, {
  host: env.HOST,
  port: env.PORT,
  logger,
  resources: [
    { name: 'scoring', close: scoring.close },
    { name: 'resampling', close: resampling.close },
    { name: 'database', close },
  ],
});

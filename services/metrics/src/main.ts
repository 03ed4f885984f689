import { connect } from '@fakexplain/database';
import { createLogger, listen } from '@fakexplain/service-kit';
import { createApp } from './app.ts';
import { readServiceEnv } from './env.ts';
import { startScoring } from './scores/scoring/start-scoring.ts';
import { resamplingThreads } from './scores/summaries/resampling-threads.ts';

const env = readServiceEnv();
const logger = createLogger('metrics', env.LOG_LEVEL);
const { db, sql, close } = connect(env.DATABASE_URL, {
  role: 'fakexplain_metrics',
  applicationName: 'fakexplain metrics',
});
const resampling = resamplingThreads();
const app = createApp({ db, sql, logger, resampling });
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

import { connect } from '@fakexplain/database';
import { createLogger, listen } from '@fakexplain/service-kit';
import { openBlobs } from '@fakexplain/service-kit/blobs';
import { createApp } from './app.ts';
import { readServiceEnv } from './env.ts';

const env = readServiceEnv();
const logger = createLogger('catalog', env.LOG_LEVEL);
const { db, sql, close } = connect(env.DATABASE_URL, {
  role: 'fakexplain_catalog',
  applicationName: 'fakexplain catalog',
});
const app = createApp({ db, sql, blobs: await openBlobs(env), logger });
await listen(app, {
  host: env.HOST,
  port: env.PORT,
  logger,
  resources: [{ name: 'database', close }],
});

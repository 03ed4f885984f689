import { assertMigrated, connect } from '@fakexplain/database';
import { createLogger, listen, parseTrustedProxies, runService } from '@fakexplain/service-kit';
import { openBlobs } from '@fakexplain/service-kit/blobs';
import { createApp } from './app.ts';
import { readServiceEnv } from './env.ts';

await runService(async () => {
  const env = readServiceEnv();
  const logger = createLogger('catalog', env.LOG_LEVEL);
  const { db, sql, close } = connect(env.DATABASE_URL, {
    role: 'fakexplain_catalog',
    max: env.DATABASE_POOL,
    applicationName: 'fakexplain catalog',
  });
  await assertMigrated(sql);
  const app = createApp({
    db,
    sql,
    blobs: await openBlobs(env),
    logger,
    trustedProxies: parseTrustedProxies(env.TRUSTED_PROXIES),
  });
  await listen(app, {
    host: env.HOST,
    port: env.PORT,
    logger,
    resources: [{ name: 'database', close }],
  });
});

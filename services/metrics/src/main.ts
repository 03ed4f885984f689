import { assertMigrated, connect, reportLimits } from '@fakexplain/database';
import { createLogger, listen, parseTrustedProxies, runService } from '@fakexplain/service-kit';
import { createApp } from './app.ts';
import { readServiceEnv } from './env.ts';
import { startScoring } from './scoring/start-scoring.ts';
import { createReports, reportsAtOnce } from '@fakexplain/service-kit/reports';
import { startThreads } from '@fakexplain/service-kit/threads';

/** Tasks that may wait for a thread before requests for more are refused: a few seconds of work. */
const mostTasksWaiting = 64;

await runService(async () => {
  const env = readServiceEnv();
  const logger = createLogger('metrics', env.LOG_LEVEL);
  const { db, sql, close } = connect(env.DATABASE_URL, {
    role: 'fakexplain_metrics',
    max: env.DATABASE_POOL,
    limits: reportLimits,
    applicationName: 'fakexplain metrics',
  });
  await assertMigrated(sql);
  const threads = startThreads(undefined, { mostWaiting: mostTasksWaiting });
  const reports = createReports(
    connect(env.DATABASE_URL, {
      role: 'fakexplain_metrics',
      max: reportsAtOnce,
      limits: reportLimits,
      applicationName: 'fakexplain metrics reports',
    }),
  );
  const app = createApp({
    db,
    sql,
    reports,
    logger,
    threads,
    databaseUrl: env.DATABASE_URL,
    trustedProxies: parseTrustedProxies(env.TRUSTED_PROXIES),
  });
  const scoring = startScoring({ db, databaseUrl: env.DATABASE_URL, logger });
  await listen(app, {
    host: env.HOST,
    port: env.PORT,
    logger,
    resources: [
      { name: 'scoring', close: scoring.close },
      { name: 'threads', close: threads.close },
      { name: 'reports', close: reports.close },
      { name: 'database', close },
    ],
  });
});

import { randomUUID } from 'node:crypto';
import {
  assertMigrated,
  connect,
  createLimiter,
  followDatabaseClock,
  pageLimits,
  reportLimits,
  type ConnectOptions,
} from '@fakexplain/database';
import { createLogger, listen, parseTrustedProxies, runService } from '@fakexplain/service-kit';
import { openBlobs } from '@fakexplain/service-kit/blobs';
import { createApp } from './app.ts';
import { auditThread } from './blinding/audit-thread.ts';
import { createAudits } from './blinding/audits.ts';
import { readEnv } from './env.ts';
import { createReports, reportsAtOnce } from '@fakexplain/service-kit/reports';
import { makeMissing } from './pictures/make-missing.ts';
import { createPictures } from './pictures/pictures.ts';

await runService(async () => {
  const env = readEnv();
  const logger = createLogger('arena', env.LOG_LEVEL);
  const open = (options: ConnectOptions) =>
    connect(env.DATABASE_URL, {
      role: 'fakexplain_arena',
      applicationName: 'fakexplain arena',
      ...options,
    });
  const half = Math.ceil(env.DATABASE_POOL / 2);
  const raters = open({ max: env.DATABASE_POOL, limits: pageLimits, planOnce: true });
  const pages = open({ max: half, limits: pageLimits });
  const lists = open({ max: half, limits: reportLimits });
  const reports = createReports(
    open({
      max: reportsAtOnce,
      limits: reportLimits,
      applicationName: 'fakexplain arena reports',
    }),
  );
  const background = open({ max: 2 });
  const { db, sql } = pages;
  await assertMigrated(sql);
  const stopping = new AbortController();
  const blobs = await openBlobs(env);
  const clock = await followDatabaseClock(sql);
  const pictures = createPictures({ sql: raters.sql, blobs, clock });
  const auditor = auditThread();
  const app = createApp(
    {
      db,
      sql,
      reports,
      blobs,
      pictures,
      clock,
      audits: createAudits({ sql: background.sql, auditor, clock, logger, stopping: stopping.signal }),
      random: Math.random,
      newId: randomUUID,
      maintainerToken: env.MAINTAINER_TOKEN,
      participantKey: env.PARTICIPANT_KEY ?? env.MAINTAINER_TOKEN,
      stopping: stopping.signal,
      trustedProxies: parseTrustedProxies(env.TRUSTED_PROXIES),
      limiter: createLimiter(raters.sql, {
        buckets: { enrol: env.LIMIT_ENROL, draw: env.LIMIT_DRAW, vote: env.LIMIT_VOTE },
        clock,
      }),
      logger,
    },
    { raters, reports: lists },
  );
  await listen(app, {
    port: env.PORT,
    host: env.HOST,
    logger,
    stopping,
    resources: [
      { name: 'audits', close: auditor.close },
      { name: 'reports', close: reports.close },
      {
        name: 'database',
        close: () => Promise.all([raters, pages, lists, background].map(({ close }) => close())),
      },
    ],
  });
  makeMissing({ sql: background.sql, pictures, logger }, stopping.signal).then(
    (made) => made > 0 && logger.info({ made }, 'open studies have the pictures that they lacked'),
    (error: unknown) => logger.error({ err: error }, 'pictures that open studies lack could not be made'),
  );
});

import { randomUUID } from 'node:crypto';
import {
  assertMigrated,
  connect,
  createLimiter,
  exportLimits,
  followDatabaseClock,
  pageLimits,
  reportLimits,
  type ConnectOptions,
} from '@fakexplain/database';
import { createLogger, listen, parseTrustedProxies, runService } from '@fakexplain/service-kit';
import { openBlobs } from '@fakexplain/service-kit/blobs';
import { openAuth } from './accounts/ask-auth.ts';
import { providersFrom } from './accounts/providers.ts';
import { createApp } from './app.ts';
import { auditThread } from './blinding/audit-thread.ts';
import { createAudits } from './blinding/audits.ts';
import { readEnv } from './env.ts';
import { exportsAtOnce, heapOfEncoding } from './exports/export-votes.ts';
import { createReports, reportsAtOnce } from '@fakexplain/service-kit/reports';
import { keepSealing } from './ledger/keep-sealing.ts';
import { startThreads } from '@fakexplain/service-kit/threads';
import { makeMissing } from './pictures/make-missing.ts';
import { createPictures } from './pictures/pictures.ts';
import { keepStopping } from './plans/stop-by-plan.ts';
import { leaderboardReader } from './ratings/read-leaderboard.ts';
import { keptVotes } from './reports/kept-votes.ts';

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
  // One more than are made at once, for what is asked before.
  const files = open({
    max: exportsAtOnce + 1,
    limits: exportLimits,
    applicationName: 'fakexplain arena exports',
  });
  const background = open({ max: 2 });
  const { db, sql } = pages;
  const accounts = open({ role: 'fakexplain_account', max: half, limits: pageLimits });
  const providers = providersFrom(env);
  const auth = openAuth({ accounts, publicUrl: new URL(env.PUBLIC_URL).origin, providers, logger });
  await assertMigrated(sql);
  const stopping = new AbortController();
  const blobs = await openBlobs(env);
  const clock = await followDatabaseClock(sql);
  const pictures = createPictures({ sql: raters.sql, blobs, clock });
  const auditor = auditThread();
  const readVotes = keptVotes();
  const readLeaderboard = leaderboardReader({ reports, readVotes, clock });
  const encoding = startThreads(1, { heapMb: heapOfEncoding });
  const app = createApp(
    {
      db,
      sql,
      reports,
      readVotes,
      readLeaderboard,
      encoding,
      blobs,
      pictures,
      clock,
      audits: createAudits({ sql: background.sql, auditor, clock, logger, stopping: stopping.signal }),
      random: Math.random,
      newId: randomUUID,
      accounts,
      auth,
      providers,
      participantKey: env.PARTICIPANT_KEY,
      stopping: stopping.signal,
      trustedProxies: parseTrustedProxies(env.TRUSTED_PROXIES),
      limiter: createLimiter(raters.sql, {
        buckets: {
          enrol: env.LIMIT_ENROL,
          draw: env.LIMIT_DRAW,
          vote: env.LIMIT_VOTE,
          signIn: env.LIMIT_SIGN_IN,
          signInAccount: env.LIMIT_SIGN_IN_ACCOUNT,
        },
        clock,
      }),
      logger,
    },
    { raters, reports: lists, exports: files },
  );
  await listen(app, {
    port: env.PORT,
    host: env.HOST,
    logger,
    stopping,
    resources: [
      { name: 'audits', close: auditor.close },
      { name: 'files', close: encoding.close },
      { name: 'reports', close: reports.close },
      {
        name: 'database',
        close: () =>
          Promise.all([raters, pages, lists, files, background, accounts].map(({ close }) => close())),
      },
    ],
  });
  void keepStopping(
    { db: background.db, sql: background.sql, readLeaderboard, clock, logger },
    stopping.signal,
  );
  void keepSealing({ sql: background.sql, clock, logger }, stopping.signal);
  makeMissing({ sql: background.sql, pictures, logger }, stopping.signal).then(
    (made) => made > 0 && logger.info({ made }, 'open studies have the pictures that they lacked'),
    (error: unknown) => logger.error({ err: error }, 'pictures that open studies lack could not be made'),
  );
});

import { assertMigrated, connect, pageLimits } from '@fakexplain/database';
import {
  createLogger,
  listen,
  maintainerTokenSchema,
  parseTrustedProxies,
  readEnvironment,
  runService,
  serviceSettings,
} from '@fakexplain/service-kit';
import { blobSettings, openBlobs } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';
import { createApp } from './app.ts';
import { rereadTexts } from './explanations/reread-texts.ts';
import { findMissingMarks } from './marks/find-missing-marks.ts';

await runService(async () => {
  const env = readEnvironment(
    z.object({ ...serviceSettings(4_104), ...blobSettings, MAINTAINER_TOKEN: maintainerTokenSchema }),
  );
  const logger = createLogger('catalog', env.LOG_LEVEL);
  const settings = { role: 'fakexplain_catalog', applicationName: 'fakexplain catalog' } as const;
  const { db, sql, close } = connect(env.DATABASE_URL, {
    ...settings,
    max: env.DATABASE_POOL,
    limits: pageLimits,
  });
  const background = connect(env.DATABASE_URL, { ...settings, max: 2 });
  await assertMigrated(sql);
  const stopping = new AbortController();
  const blobs = await openBlobs(env);
  const app = createApp({
    db,
    sql,
    blobs,
    logger,
    maintainerToken: env.MAINTAINER_TOKEN,
    trustedProxies: parseTrustedProxies(env.TRUSTED_PROXIES),
  });
  await listen(app, {
    host: env.HOST,
    port: env.PORT,
    logger,
    stopping,
    resources: [{ name: 'database', close: () => Promise.all([close(), background.close()]) }],
  });
  // A newer parser than the one that read them may find more in the stored texts.
  rereadTexts(background.db, stopping.signal).then(
    (texts) => texts > 0 && logger.info({ texts }, 'stored texts are read by the current parser'),
    (error: unknown) => logger.error({ err: error }, 'stored texts could not be read again'),
  );
  findMissingMarks({ db: background.db, blobs }, stopping.signal).then(
    (images) => images > 0 && logger.info({ images }, 'files of earlier imports are looked at for marks'),
    (error: unknown) => logger.error({ err: error }, 'files of earlier imports could not be looked at'),
  );
});

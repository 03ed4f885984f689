import { resolve } from 'node:path';
import { assertMigrated, connect, pageLimits } from '@fakexplain/database';
import {
  createLogger,
  listen,
  parseTrustedProxies,
  readEnvironment,
  runService,
  serviceSettings,
} from '@fakexplain/service-kit';
import { blobSettings, openBlobs } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';
import { createApp } from './app.ts';
import { followImports } from './imports/follow-imports.ts';
import { importThreads } from './imports/import-thread.ts';
import { uploadSettings } from './imports/upload-settings.ts';
import { directoryUploads } from './imports/uploads.ts';
import { rereadTexts } from './explanations/reread-texts.ts';
import { findMissingMarks } from './marks/find-missing-marks.ts';

await runService(async () => {
  const env = readEnvironment(z.object({ ...serviceSettings(4_104), ...blobSettings, ...uploadSettings }));
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
  const uploadsDirectory = resolve(env.UPLOADS_DIRECTORY);
  const uploads = {
    store: directoryUploads(uploadsDirectory),
    maxBytes: env.UPLOAD_MAX_BYTES,
    keptDays: env.UPLOAD_DAYS,
  };
  const limits = { entries: env.UNPACK_MAX_ENTRIES, bytes: env.UNPACK_MAX_BYTES };
  const importing = importThreads({ databaseUrl: env.DATABASE_URL, blobs: env, uploadsDirectory, limits });
  const app = createApp({
    db,
    sql,
    blobs,
    logger,
    uploads,
    trustedProxies: parseTrustedProxies(env.TRUSTED_PROXIES),
  });
  await listen(app, {
    host: env.HOST,
    port: env.PORT,
    logger,
    stopping,
    resources: [
      { name: 'imports', close: importing.close },
      { name: 'database', close: () => Promise.all([close(), background.close()]) },
    ],
  });
  const { store, keptDays } = uploads;
  followImports(
    { db: background.db, uploads: store, keptDays, logger, work: importing.work },
    stopping.signal,
  );
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

import {
  assertMigrated,
  connect,
  createLimiter,
  followDatabaseClock,
  reportLimits,
} from '@fakexplain/database';
import { createLogger, listen, parseTrustedProxies, runService } from '@fakexplain/service-kit';
import { createApp } from './app.ts';
import { modelOpener } from './backends/open-model.ts';
import { modelsFrom, readServiceEnv } from './env.ts';
import { FileHashes } from './models/file-hashes.ts';
import { KeptModels } from './trials/kept-models.ts';

await runService(async () => {
  const env = readServiceEnv();
  const logger = createLogger('inference', env.LOG_LEVEL);
  const { db, sql, close } = connect(env.DATABASE_URL, {
    role: 'fakexplain_inference',
    max: env.DATABASE_POOL,
    limits: reportLimits,
    applicationName: 'fakexplain inference',
  });
  await assertMigrated(sql);
  const clock = await followDatabaseClock(sql);
  const stopping = new AbortController();
  const models = modelsFrom(env);
  // Manifests name variables of their own.
  const environment = process.env;
  const kept = new KeptModels(modelOpener({ ...models, environment }), { most: 2, idleMs: 60_000 });
  const app = createApp({
    db,
    sql,
    registry: {
      modelFolders: models.modelFolders,
      ownFolder: models.ownFolder,
      environment,
      hashes: new FileHashes(),
    },
    kept,
    limiter: createLimiter(sql, { buckets: { trial: env.LIMIT_TRIAL }, clock }),
    trustedProxies: parseTrustedProxies(env.TRUSTED_PROXIES),
    clock,
    stopping: stopping.signal,
    logger,
  });
  await listen(app, {
    port: env.PORT,
    host: env.HOST,
    logger,
    stopping,
    resources: [
      { name: 'models', close: () => kept.close() },
      { name: 'database', close },
    ],
  });
});

// Generates the explanations of running runs. Any number of these may be up, on any number of machines.
import { assertMigrated, connect } from '@fakexplain/database';
import { createApp, createLogger, listen, runService } from '@fakexplain/service-kit';
import { openBlobs } from '@fakexplain/service-kit/blobs';
import { modelOpener } from './backends/open-model.ts';
import { modelsFrom, readWorkerEnv } from './env.ts';
import { defaultWorkerSettings } from './runs/work/settings.ts';
import { Worker } from './runs/work/worker.ts';

await runService(async () => {
  const env = readWorkerEnv();
  const logger = createLogger('inference-worker', env.LOG_LEVEL);
  const { db, sql, close } = connect(env.DATABASE_URL, {
    role: 'fakexplain_inference',
    max: env.DATABASE_POOL,
    applicationName: 'fakexplain inference worker',
  });
  await assertMigrated(sql);
  const blobs = await openBlobs(env);
  const worker = new Worker({
    databaseUrl: env.DATABASE_URL,
    db,
    blobs,
    openModel: modelOpener({ ...modelsFrom(env), environment: process.env }),
    settings: {
      ...defaultWorkerSettings,
      attempts: env.IMAGE_ATTEMPTS,
      retryAfterMs: env.IMAGE_RETRY_AFTER,
      openModels: env.OPEN_MODELS,
      turnMs: env.MODEL_TURN,
      keepOpenMs: env.MODEL_KEEP_OPEN,
    },
    logger,
  });
  const app = createApp({
    title: 'FakeXplain Arena: inference worker',
    version: '1.0.0',
    logger,
    ready: {
      blobs: () => blobs.has('0'.repeat(64)),
      worker: async () => {
        if (!worker.ready) throw new Error('it holds no key');
      },
    },
  });
  await listen(app, {
    port: env.PORT,
    host: env.HOST,
    logger,
    resources: [
      { name: 'worker', close: () => worker.stop() },
      { name: 'database', close },
    ],
  });
});

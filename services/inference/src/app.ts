import { bodyLimits, inference } from '@fakexplain/contract';
import { accountsBy, assertMigrated, outageOf, recordChange } from '@fakexplain/database';
import { createApp as createServiceApp } from '@fakexplain/service-kit';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from './dependencies.ts';
import type { RecordModel } from './models/add-model.ts';
import { modelRoutes } from './models/routes.ts';
import { apiDescription, describeSecurity } from './openapi.ts';
import { runRoutes } from './runs/routes.ts';
import { trialRoutes } from './trials/routes.ts';

/** The inference service's API from explicit dependencies. */
export function createApp(dependencies: Dependencies): OpenAPIHono {
  const { sql, registry, logger, db, trustedProxies } = dependencies;
  const app = createServiceApp({
    ...apiDescription,
    logger,
    maxBodyBytes: bodyLimits.inference,
    trustedProxies,
    ready: { database: () => assertMigrated(sql) },
    outageOf,
    guarded: { contract: inference, accounts: accountsBy(sql) },
  });
  describeSecurity(app);
  const recordModel: RecordModel = (slug, manifest, store) =>
    db.transaction(async (tx) => {
      const subject = { kind: 'model', name: slug } as const;
      await recordChange(tx, { action: 'addModel', subject, after: { manifest } });
      await store();
    });
  app.route('/', modelRoutes(registry, recordModel));
  app.route('/', runRoutes(dependencies));
  app.route('/', trialRoutes(dependencies));
  return app;
}

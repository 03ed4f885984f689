import { bodyLimits } from '@fakexplain/contract';
import { assertMigrated, outageOf } from '@fakexplain/database';
import { createApp as createServiceApp } from '@fakexplain/service-kit';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from './dependencies.ts';
import { modelRoutes } from './models/routes.ts';
import { apiDescription, describeSecurity } from './openapi.ts';
import { runRoutes } from './runs/routes.ts';
import { trialRoutes } from './trials/routes.ts';

/** The inference service's API from explicit dependencies. */
export function createApp(dependencies: Dependencies): OpenAPIHono {
  const { sql, registry, logger, trustedProxies } = dependencies;
  const app = createServiceApp({
    ...apiDescription,
    logger,
    maxBodyBytes: bodyLimits.inference,
    trustedProxies,
    ready: { database: () => assertMigrated(sql) },
    outageOf,
  });
  describeSecurity(app);
  app.route('/', modelRoutes(registry));
  app.route('/', runRoutes(dependencies));
  app.route('/', trialRoutes(dependencies));
  return app;
}

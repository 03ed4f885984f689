import { bodyLimits, metrics } from '@fakexplain/contract';
import { accountsBy, assertMigrated, outageOf } from '@fakexplain/database';
import { createApp as createBaseApp } from '@fakexplain/service-kit';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { annotationQualityRoutes } from './annotation-quality/routes.ts';
import { comparisonRoutes } from './comparisons/routes.ts';
import type { Dependencies } from './dependencies.ts';
import { preferenceRoutes } from './preference/routes.ts';
import { publishedRoutes } from './published/routes.ts';
import { rewardRoutes } from './rewards/routes.ts';
import { runRoutes } from './runs/routes.ts';

/** The metrics service: numbers. */
export function createApp(dependencies: Dependencies): OpenAPIHono {
  const { sql, logger, trustedProxies } = dependencies;
  const app = createBaseApp({
    title: 'FakeXplain Arena: metrics',
    version: '1.0.0',
    logger,
    trustedProxies,
    maxBodyBytes: bodyLimits.metrics,
    ready: { database: () => assertMigrated(sql) },
    outageOf,
    guarded: { contract: metrics, accounts: accountsBy(sql) },
  });
  app.route('/', annotationQualityRoutes(dependencies));
  app.route('/', runRoutes(dependencies));
  app.route('/', comparisonRoutes(dependencies));
  app.route('/', publishedRoutes());
  app.route('/', rewardRoutes(dependencies));
  app.route('/', preferenceRoutes(dependencies));
  return app;
}

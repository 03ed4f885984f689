import { assertMigrated, isUnreachable } from '@fakexplain/database';
import { createApp as createBaseApp } from '@fakexplain/service-kit';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { annotationQualityRoutes } from './annotation-quality/routes.ts';
import { comparisonRoutes } from './comparisons/routes.ts';
import { datasetRoutes } from './datasets/routes.ts';
import type { Dependencies } from './dependencies.ts';
import { duplicateRoutes } from './duplicates/routes.ts';
import { imageRoutes } from './images/routes.ts';
import { preferenceRoutes } from './preference/routes.ts';
import { publishedRoutes } from './published/routes.ts';
import { rewardRoutes } from './rewards/routes.ts';
import { runRoutes } from './runs/routes.ts';
import { sourceRoutes } from './sources/routes.ts';

/** The metrics service: what exists to be judged. */
export function createApp(dependencies: Dependencies): OpenAPIHono {
  const { sql, blobs, logger } = dependencies;
  const app = createBaseApp({
    title: 'FakeXplain Arena: metrics',
    version: '1.0.0',
    logger,
    // 10,000 completions of a few thousand characters.
    maxBodyBytes: 32 * 1_048_576,
    ready: {
      database: () => assertMigrated(sql),
      blobs: () => blobs.has('0'.repeat(64)),
    },
    isOutage: isUnreachable,
  });
  app.route('/', datasetRoutes(dependencies));
  app.route('/', imageRoutes(dependencies));
  app.route('/', duplicateRoutes(dependencies));
  app.route('/', annotationQualityRoutes(dependencies));
  app.route('/', sourceRoutes(dependencies));
  app.route('/', runRoutes(dependencies));
  app.route('/', comparisonRoutes(dependencies));
  app.route('/', publishedRoutes());
  app.route('/', rewardRoutes());
  app.route('/', preferenceRoutes(dependencies));
  return app;
}

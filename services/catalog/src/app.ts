import { assertMigrated, isUnreachable } from '@fakexplain/database';
import { createApp as createBaseApp } from '@fakexplain/service-kit';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { datasetRoutes } from './datasets/routes.ts';
import type { Dependencies } from './dependencies.ts';
import { duplicateRoutes } from './duplicates/routes.ts';
import { imageRoutes } from './images/routes.ts';
import { sourceRoutes } from './sources/routes.ts';

/** The catalog service: what is known of images. */
export function createApp(dependencies: Dependencies): OpenAPIHono {
  const { sql, blobs, logger, trustedProxies } = dependencies;
  const app = createBaseApp({
    title: 'FakeXplain Arena: catalog',
    version: '1.0.0',
    logger,
    trustedProxies,
    ready: {
      database: () => assertMigrated(sql),
      blobs: () => blobs.has('0'.repeat(64)),
    },
    isOutage: isUnreachable,
  });
  app.route('/', datasetRoutes(dependencies));
  app.route('/', imageRoutes(dependencies));
  app.route('/', duplicateRoutes(dependencies));
  app.route('/', sourceRoutes(dependencies));
  return app;
}

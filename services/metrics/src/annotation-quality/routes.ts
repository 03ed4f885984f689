import { metrics } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { readAnnotationQuality } from './read-annotation-quality.ts';

export function annotationQualityRoutes({ db }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.readAnnotationQuality, async (c) =>
    c.json(
      await readAnnotationQuality(db, c.req.valid('param').dataset, c.req.valid('query'), readerOf(c)),
      200,
    ),
  );
  return app;
}

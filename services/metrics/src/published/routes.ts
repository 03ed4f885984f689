import { metrics } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import { publishedFigures } from './figures.ts';

export function publishedRoutes(): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.listPublished, (c) => c.json({ figures: publishedFigures() }, 200));
  return app;
}

import { catalog } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { listSources } from './list-sources.ts';

export function sourceRoutes({ db }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(catalog.listSources, async (c) => c.json({ sources: await listSources(db) }, 200));
  return app;
}

import { catalog } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { listDuplicates } from './list-duplicates.ts';

export function duplicateRoutes({ db }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(catalog.listDuplicates, async (c) =>
    c.json(await listDuplicates(db, c.req.valid('param').dataset, c.req.valid('query')), 200),
  );
  return app;
}

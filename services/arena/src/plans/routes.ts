import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { keepPlan } from './keep-plan.ts';
import { readPlan } from './read-plan.ts';

export function planRoutes({ sql, clock }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.readPlan, async (c) => c.json(await readPlan(sql, c.req.valid('param').study), 200));
  app.openapi(arena.keepPlan, async (c) =>
    c.json(await keepPlan(sql, c.req.valid('param').study, c.req.valid('json'), clock()), 200),
  );
  return app;
}

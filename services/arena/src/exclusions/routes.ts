import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { excludeFlagged } from './exclude-flagged.ts';
import { excludeRater, withdrawExclusion } from './exclude-rater.ts';
import { listExclusions } from './list-exclusions.ts';
import { reportRaters } from '../sentinels/report-raters.ts';

export function exclusionRoutes({ sql, clock, newId }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.listExclusions, async (c) =>
    c.json({ exclusions: await listExclusions(sql, c.req.valid('param').study) }, 200),
  );
  app.openapi(arena.listRaterReports, async (c) =>
    c.json(await reportRaters(sql, c.req.valid('param').study, c.req.valid('query')), 200),
  );
  app.openapi(arena.excludeFlagged, async (c) => {
    const { study } = c.req.valid('param');
    return c.json(await excludeFlagged(sql, study, c.req.valid('json'), { now: clock(), newId }), 201);
  });
  app.openapi(arena.excludeRater, async (c) => {
    const { study } = c.req.valid('param');
    return c.json(await excludeRater(sql, study, c.req.valid('json'), { now: clock(), newId }), 201);
  });
  app.openapi(arena.withdrawExclusion, async (c) => {
    const { study, exclusion } = c.req.valid('param');
    return c.json(await withdrawExclusion(sql, study, exclusion, clock()), 200);
  });
  return app;
}

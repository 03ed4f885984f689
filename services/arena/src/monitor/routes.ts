import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { DesignCache } from '../ballots/design-cache.ts';
import type { Dependencies } from '../dependencies.ts';
import { listComments } from './list-comments.ts';
import { readMonitor } from './read-monitor.ts';

/** How studies are getting on, for maintainers. */
export function monitorRoutes({ sql, designs, clock }: Dependencies & { designs: DesignCache }): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.readMonitor, async (c) =>
    c.json(await readMonitor({ sql, designs }, c.req.valid('param').study, clock()), 200),
  );
  app.openapi(arena.listComments, async (c) =>
    c.json(await listComments(sql, c.req.valid('param').study, c.req.valid('query').before), 200),
  );
  return app;
}

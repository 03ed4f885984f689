import { arena } from '@fakexplain/contract';
import { limitRequests } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { tokenHashOf } from '../raters/identify-rater.ts';
import { passBallot } from './pass-ballot.ts';
import { reportPasses } from './report-passes.ts';

export function passRoutes(dependencies: Dependencies): OpenAPIHono {
  const { sql, clock, limiter, trustedProxies } = dependencies;
  const app = new OpenAPIHono();
  const middleware = limitRequests(limiter, 'vote', { what: 'votes', trustedProxies });
  app.openapi({ ...arena.passBallot, middleware }, async (c) => {
    const { pass, isNew } = await passBallot(sql, {
      ballotId: c.req.valid('param').ballot,
      tokenHash: tokenHashOf(c.req.header('authorization')),
      ...c.req.valid('json'),
      now: clock(),
    });
    return c.json(pass, isNew ? 201 : 200);
  });
  app.openapi(arena.readPasses, async (c) =>
    c.json(await reportPasses(sql, c.req.valid('param').study), 200),
  );
  return app;
}

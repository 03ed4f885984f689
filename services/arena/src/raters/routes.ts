import { arena } from '@fakexplain/contract';
import { clientAddress, limitRequests, networkOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { enrol } from './enrol.ts';
import { identifyRater } from './identify-rater.ts';
import { readContribution, readProgress } from './read-contribution.ts';

export function raterRoutes(dependencies: Dependencies): OpenAPIHono {
  const { sql, clock, newId, limiter, trustedProxies } = dependencies;
  const app = new OpenAPIHono();
  const middleware = limitRequests(limiter, 'enrol', { what: 'requests to take part', trustedProxies });
  app.openapi({ ...arena.enrol, middleware }, async (c) => {
    const { study } = c.req.valid('param');
    const network = await limiter.codeOf(networkOf(clientAddress(c, trustedProxies)));
    return c.json(await enrol(sql, study, { ...c.req.valid('json'), network }, { clock, newId }), 201);
  });
  app.openapi(arena.readProgress, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await readProgress(sql, rater), 200);
  });
  app.openapi(arena.readContribution, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await readContribution(sql, rater), 200);
  });
  return app;
}

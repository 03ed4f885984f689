import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { enrol } from './enrol.ts';
import { identifyRater } from './identify-rater.ts';
import { endRater, readRaterState } from './rater-state.ts';
import { readContribution } from './read-contribution.ts';

export function raterRoutes({ sql, clock, newId, participantKey }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.enrol, async (c) => {
    const { study } = c.req.valid('param');
    return c.json(await enrol(sql, study, c.req.valid('json'), { clock, newId, participantKey }), 201);
  });
  app.openapi(arena.readProgress, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await readRaterState(sql, rater, clock()), 200);
  });
  app.openapi(arena.readContribution, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await readContribution(sql, rater), 200);
  });
  app.openapi(arena.endRater, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await endRater(sql, rater, clock()), 200);
  });
  return app;
}

import { arena } from '@fakexplain/contract';
import { clientAddress, limitRequests, networkOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { DesignCache } from '../ballots/design-cache.ts';
import type { Dependencies } from '../dependencies.ts';
import { agree } from '../consents/agree.ts';
import { raterWithdrawn } from '../withdrawals/withdraw-rater.ts';
import { enrol } from './enrol.ts';
import { identifyRater } from './identify-rater.ts';
import { endRater, readRaterState } from './rater-state.ts';
import { readContribution } from './read-contribution.ts';

export function raterRoutes(dependencies: Dependencies & { designs: DesignCache }): OpenAPIHono {
  const { sql, designs, clock, newId, participantKey, limiter, trustedProxies } = dependencies;
  const app = new OpenAPIHono();
  const middleware = limitRequests(limiter, 'enrol', { what: 'requests to take part', trustedProxies });
  app.openapi({ ...arena.enrol, middleware }, async (c) => {
    const { study } = c.req.valid('param');
    const network = await limiter.codeOf(networkOf(clientAddress(c, trustedProxies)));
    const enrolment = { ...c.req.valid('json'), network };
    return c.json(await enrol(sql, study, enrolment, { clock, newId, participantKey }), 201);
  });
  app.openapi(arena.readProgress, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await readRaterState(sql, rater, { now: clock(), designs }), 200);
  });
  app.openapi(arena.readContribution, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await readContribution(sql, rater), 200);
  });
  app.openapi(arena.agree, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    if (rater.withdrawn) return raterWithdrawn();
    const { version } = c.req.valid('json');
    await agree(sql, { rater: rater.id, studyId: rater.study.id, version, now: clock() });
    return c.json(await readRaterState(sql, rater, { now: clock(), designs }), 200);
  });
  app.openapi(arena.endRater, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await endRater(sql, rater, { now: clock(), designs }), 200);
  });
  return app;
}

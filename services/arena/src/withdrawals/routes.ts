import { arena } from '@fakexplain/contract';
import { limitRequests } from '@fakexplain/service-kit';
import type { Context, TypedResponse } from 'hono';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { DesignCache } from '../ballots/design-cache.ts';
import type { Dependencies } from '../dependencies.ts';
import { identifyRater } from '../raters/identify-rater.ts';
import { readRaterState } from '../raters/rater-state.ts';
import { readOwnData, writeOwnData } from './own-data.ts';
import { makeResumeLink, resumeRater } from './resume-link.ts';
import { withdrawRater } from './withdraw-rater.ts';

/** What a rater gave: to see, to take along, to take back; and the link by which it is not lost. */
export function ownDataRoutes(dependencies: Dependencies & { designs: DesignCache }): OpenAPIHono {
  const { sql, designs, clock, newId, limiter, trustedProxies } = dependencies;
  const app = new OpenAPIHono();
  app.openapi(arena.readOwnData, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await readOwnData(sql, rater, c.req.valid('query').page, clock()), 200);
  });
  app.openapi(arena.downloadOwnData, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return sendParts(c, writeOwnData(sql, rater));
  });
  app.openapi(arena.withdrawRater, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    await withdrawRater(sql, rater, clock());
    return c.json(await readRaterState(sql, rater, { now: clock(), designs }), 200);
  });
  app.openapi(arena.makeResumeLink, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await makeResumeLink(sql, rater, newId), 201);
  });
  const middleware = limitRequests(limiter, 'enrol', { what: 'requests to take part', trustedProxies });
  app.openapi({ ...arena.resumeRater, middleware }, async (c) => {
    const { secret } = c.req.valid('json');
    return c.json(await resumeRater(sql, c.req.valid('param').study, secret, newId), 200);
  });
  return app;
}

/** Sends the parts of one JSON text as they are made. */
function sendParts(c: Context, parts: AsyncIterable<string>) {
  const body = ReadableStream.from(parts).pipeThrough(new TextEncoderStream());
  // A stream does not say what it says: the type is that of what the parts make together.
  const response: Response = c.body(body, 200, { 'content-type': 'application/json' });
  return response as Response & TypedResponse<arena.OwnDataFile, 200, 'json'>;
}

import { arena } from '@fakexplain/contract';
import { limitRequests } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { identifyRater, tokenHashOf } from '../raters/identify-rater.ts';
import type { DesignCache } from './design-cache.ts';
import { drawBallots } from './draw-ballots.ts';
import { giveVerdict } from './give-verdict.ts';
import { createGiveBack } from './give-back-expired.ts';
import { keepOpenBallots } from './open-ballots.ts';
import { createPairDraws } from './pair-draws.ts';
import { answerPractice, listPractice } from './practice.ts';
import { findOwnBallot, readBallots } from './read-ballots.ts';
import { identifyWithPast } from './rater-past.ts';
import { keepArmExplanations } from './shown-explanations.ts';
import { createStoring } from './store-ballot.ts';

export function ballotRoutes(dependencies: Dependencies & { designs: DesignCache }): OpenAPIHono {
  const { sql, designs, clock, random, newId, limiter, trustedProxies } = dependencies;
  const app = new OpenAPIHono();
  const drawing = {
    sql,
    cache: designs,
    giveBack: createGiveBack(sql),
    pairDraws: createPairDraws(sql, clock),
    explanations: keepArmExplanations(sql, clock),
    open: keepOpenBallots(sql),
    store: createStoring(sql),
    random,
    newId,
  };
  const middleware = limitRequests(limiter, 'draw', { what: 'requests for ballots', trustedProxies });

  app.openapi({ ...arena.drawBallots, middleware }, async (c) => {
    const now = clock();
    const { study } = c.req.valid('param');
    const asking = await identifyWithPast(sql, c.req.header('authorization'), study, now);
    return c.json(await drawBallots(drawing, { ...asking, ...c.req.valid('json'), now }), 200);
  });
  app.openapi(arena.readBallot, async (c) => {
    const { ballot: id } = c.req.valid('param');
    await findOwnBallot(sql, tokenHashOf(c.req.header('authorization')), id);
    const [ballot] = await readBallots(sql, [id]);
    if (!ballot) throw new Error(`ballot ${id} vanished`);
    return c.json(ballot, 200);
  });

  const limitVerdicts = limitRequests(limiter, 'vote', { what: 'verdicts', trustedProxies });
  app.openapi({ ...arena.giveVerdict, middleware: limitVerdicts }, async (c) => {
    const { ballot: ballotId } = c.req.valid('param');
    const tokenHash = tokenHashOf(c.req.header('authorization'));
    await giveVerdict(sql, { ballotId, tokenHash, ...c.req.valid('json'), now: clock() });
    const [ballot] = await readBallots(sql, [ballotId]);
    if (!ballot) throw new Error(`ballot ${ballotId} vanished`);
    return c.json(ballot, 200);
  });

  app.openapi(arena.listPractice, async (c) => {
    const rater = await identifyRater(sql, c.req.header('authorization'), c.req.valid('param').study);
    return c.json(await listPractice(sql, rater, c.req.valid('query').attempt), 200);
  });
  app.openapi(arena.answerPractice, async (c) => {
    const { study, position } = c.req.valid('param');
    const rater = await identifyRater(sql, c.req.header('authorization'), study);
    const answer = { position, ...c.req.valid('json'), now: clock() };
    return c.json(await answerPractice(sql, rater, answer), 200);
  });
  return app;
}

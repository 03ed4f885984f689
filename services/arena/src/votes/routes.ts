import { arena } from '@fakexplain/contract';
import { limitRequests } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { tokenHashOf } from '../raters/identify-rater.ts';
import { answerOf } from './answer.ts';
import { createVoting } from './cast-votes.ts';

export function voteRoutes({ sql, clock, newId, limiter, trustedProxies }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  const castVote = createVoting(sql);
  const middleware = limitRequests(limiter, 'vote', { what: 'votes', trustedProxies });
  app.openapi({ ...arena.castVote, middleware }, async (c) => {
    const { first, ...answer } = c.req.valid('json');
    const { vote, isNew } = await castVote({
      ballotId: c.req.valid('param').ballot,
      tokenHash: tokenHashOf(c.req.header('authorization')),
      idempotencyKey: c.req.valid('header')['idempotency-key'],
      answer: answerOf(answer),
      first,
      voteId: newId(),
      now: clock(),
    });
    return c.json(vote, isNew ? 201 : 200);
  });
  return app;
}

import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { listParticipants, notePaid } from './list-participants.ts';

export function participantRoutes({ sql, clock }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.listParticipants, async (c) =>
    c.json(await listParticipants(sql, c.req.valid('param').study, c.req.valid('query').page), 200),
  );
  app.openapi(arena.notePaid, async (c) => {
    const { participants } = c.req.valid('json');
    return c.json({ noted: await notePaid(sql, c.req.valid('param').study, participants, clock()) }, 200);
  });
  return app;
}

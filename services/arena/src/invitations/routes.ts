import { arena } from '@fakexplain/contract';
import { requireMaintainer } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { createInvitations } from './create-invitations.ts';
import { readInvitation } from './read-invitation.ts';

export function invitationRoutes({ sql, clock, newId, maintainerToken }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi({ ...arena.createInvitations, middleware: requireMaintainer(maintainerToken) }, async (c) => {
    const { study } = c.req.valid('param');
    return c.json(await createInvitations(sql, study, c.req.valid('json'), { clock, newId }), 201);
  });
  app.openapi(arena.readInvitation, async (c) => {
    const { invitation } = c.req.valid('json');
    return c.json(await readInvitation(sql, c.req.valid('param').study, invitation, clock()), 200);
  });
  return app;
}

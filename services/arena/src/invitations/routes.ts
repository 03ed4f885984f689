import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { createInvitations } from './create-invitations.ts';
import { listInvitations, revokeInvitation } from './list-invitations.ts';
import { readInvitation } from './read-invitation.ts';

export function invitationRoutes({ sql, clock, newId }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.createInvitations, async (c) => {
    const { study } = c.req.valid('param');
    return c.json(await createInvitations(sql, study, c.req.valid('json'), { clock, newId }), 201);
  });
  app.openapi(arena.listInvitations, async (c) =>
    c.json({ invitations: await listInvitations(sql, c.req.valid('param').study) }, 200),
  );
  app.openapi(arena.revokeInvitation, async (c) => {
    const { study, invitation } = c.req.valid('param');
    return c.json(await revokeInvitation(sql, study, invitation, clock()), 200);
  });
  app.openapi(arena.readInvitation, async (c) => {
    const { invitation } = c.req.valid('json');
    return c.json(await readInvitation(sql, c.req.valid('param').study, invitation, clock()), 200);
  });
  return app;
}

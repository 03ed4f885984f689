import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../../dependencies.ts';
import { createInvitation, listInvitations, revokeInvitation } from '../invitations.ts';
import { personOf } from '../person-of.ts';
import { changePerson, setStudyRole } from './change-person.ts';
import { listPeople, listStudyPeople } from './list-people.ts';

/** Who may do what: owners' routes. */
export function peopleRoutes({ accounts: { sql } }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.listPeople, async (c) => c.json({ people: await listPeople(sql) }, 200));
  app.openapi(arena.changePerson, async (c) => {
    const { person: id } = c.req.valid('param');
    await changePerson(sql, id, c.req.valid('json'));
    const [person] = await listPeople(sql, id);
    if (!person) throw new Error(`the person ${id} vanished`);
    return c.json(person, 200);
  });
  app.openapi(arena.listStudyPeople, async (c) =>
    c.json({ people: await listStudyPeople(sql, c.req.valid('param').study) }, 200),
  );
  app.openapi(arena.setStudyRole, async (c) => {
    const asked = { ...c.req.valid('param'), ...c.req.valid('json') };
    return c.json({ role: await setStudyRole(sql, asked) }, 200);
  });

  app.openapi(arena.listAccountInvitations, async (c) =>
    c.json({ invitations: await listInvitations(sql) }, 200),
  );
  app.openapi(arena.createAccountInvitation, async (c) => {
    const invitation = { ...c.req.valid('json'), study: null, madeBy: personOf(c) };
    const action = 'createAccountInvitation';
    return c.json(await sql.begin((tx) => createInvitation(tx, action, invitation)), 201);
  });
  app.openapi(arena.createStudyPersonInvitation, async (c) => {
    const { study } = c.req.valid('param');
    const invitation = { ...c.req.valid('json'), study, madeBy: personOf(c) };
    const action = 'createStudyPersonInvitation';
    return c.json(await sql.begin((tx) => createInvitation(tx, action, invitation)), 201);
  });
  app.openapi(arena.listStudyPersonInvitations, async (c) =>
    c.json({ invitations: await listInvitations(sql, c.req.valid('param').study) }, 200),
  );
  app.openapi(arena.revokeAccountInvitation, async (c) => {
    const { invitation: id } = c.req.valid('param');
    return c.json(await revokeInvitation(sql, 'revokeAccountInvitation', { id }), 200);
  });
  app.openapi(arena.revokeStudyPersonInvitation, async (c) => {
    const { study, invitation: id } = c.req.valid('param');
    return c.json(await revokeInvitation(sql, 'revokeStudyPersonInvitation', { id, study }), 200);
  });
  return app;
}

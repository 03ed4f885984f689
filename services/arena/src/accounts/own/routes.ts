import { arena } from '@fakexplain/contract';
import { limitRequests } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Dependencies } from '../../dependencies.ts';
import { personOf } from '../person-of.ts';
import { changePassword } from './change-password.ts';
import { createKey, listKeys, revokeKey } from './keys.ts';
import { addPasskey, deletePasskey, listPasskeys, refusedPasskey } from './passkeys.ts';
import { readMe } from './read-me.ts';
import { endSession, listSessions } from './sessions.ts';

const optionsSchema = z.record(z.string(), z.unknown());
const done = { done: true as const };
const sessionOf = (c: Context) => c.get('identity')?.sessionId ?? null;

/** One's own account. */
export function ownRoutes(dependencies: Dependencies): OpenAPIHono {
  const { accounts, auth, limiter, trustedProxies } = dependencies;
  const { sql, db } = accounts;
  const app = new OpenAPIHono();
  const middleware = limitRequests(limiter, 'signIn', { what: 'attempts to sign in', trustedProxies });

  app.openapi(arena.readMe, async (c) => c.json(await readMe(sql, personOf(c)), 200));
  app.openapi({ ...arena.changePassword, middleware }, async (c) => {
    const change = { personId: personOf(c), sessionId: sessionOf(c), ...c.req.valid('json') };
    await changePassword(dependencies, change);
    return c.json(done, 200);
  });

  app.openapi(arena.listSessions, async (c) =>
    c.json({ sessions: await listSessions(sql, personOf(c), sessionOf(c)) }, 200),
  );
  app.openapi(arena.endSession, async (c) => {
    const { session } = c.req.valid('param');
    await endSession(sql, { action: 'endSession', personId: personOf(c), session });
    return c.json(done, 200);
  });
  app.openapi(arena.signOut, async (c) => {
    const session = sessionOf(c);
    if (session !== null) await endSession(sql, { action: 'signOut', personId: personOf(c), session });
    return c.json(done, 200);
  });

  app.openapi(arena.listPasskeys, async (c) =>
    c.json({ passkeys: await listPasskeys(sql, personOf(c)) }, 200),
  );
  app.openapi(arena.beginPasskey, async (c) => {
    const session = c.req.header('x-session');
    const begun = await auth.ask(db, '/passkey/generate-register-options', { method: 'GET', session });
    if (!begun.ok) throw refusedPasskey(begun);
    return c.json({ options: optionsSchema.parse(begun.body), challenge: begun.cookies }, 200);
  });
  app.openapi(arena.addPasskey, async (c) => {
    const session = c.req.header('x-session') ?? '';
    return c.json(await addPasskey(dependencies, personOf(c), { session, ...c.req.valid('json') }), 201);
  });
  app.openapi(arena.deletePasskey, async (c) => {
    await deletePasskey(sql, personOf(c), c.req.valid('param').passkey);
    return c.json(done, 200);
  });

  app.openapi(arena.listKeys, async (c) => c.json({ keys: await listKeys(sql, personOf(c)) }, 200));
  app.openapi(arena.createKey, async (c) =>
    c.json(await createKey(sql, personOf(c), c.req.valid('json')), 201),
  );
  app.openapi(arena.revokeKey, async (c) => {
    const { key } = c.req.valid('param');
    return c.json(await revokeKey(sql, { action: 'revokeKey', id: key, personId: personOf(c) }), 200);
  });
  app.openapi(arena.listAllKeys, async (c) => c.json({ keys: await listKeys(sql, null) }, 200));
  app.openapi(arena.revokeAnyKey, async (c) => {
    const { key } = c.req.valid('param');
    return c.json(await revokeKey(sql, { action: 'revokeAnyKey', id: key, personId: null }), 200);
  });
  return app;
}

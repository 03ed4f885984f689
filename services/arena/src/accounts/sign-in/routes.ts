import { arena } from '@fakexplain/contract';
import { recordChange } from '@fakexplain/database';
import { limitRequests, ProblemError } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Dependencies } from '../../dependencies.ts';
import { findOffer, takeOffer } from '../invitations.ts';
import { hasOwner } from '../owner-link.ts';
import { personOf } from '../person-of.ts';
import { requireProvider } from '../providers.ts';
import { beginSession } from './begin-session.ts';
import { createAccount } from './create-account.ts';
import { limitByAccount } from './limit-by-account.ts';

const optionsSchema = z.record(z.string(), z.unknown());

/** How people come in: with a password, a passkey, an account elsewhere, or a link for a new account. */
export function signInRoutes(dependencies: Dependencies): OpenAPIHono {
  const { accounts, auth, providers, limiter, trustedProxies } = dependencies;
  const { sql, db } = accounts;
  const app = new OpenAPIHono();
  const middleware = limitRequests(limiter, 'signIn', { what: 'attempts to sign in', trustedProxies });

  app.openapi(arena.readSignInWays, async (c) => {
    const named = providers.map(({ id, name }) => ({ id, name }));
    return c.json({ hasOwner: await hasOwner(sql), providers: named }, 200);
  });

  app.openapi({ ...arena.signIn, middleware }, async (c) => {
    const { email, password } = c.req.valid('json');
    await limitByAccount(limiter, email);
    const way = {
      action: 'signIn',
      path: '/sign-in/email',
      asked: { body: { email, password }, browser: c.req.header('user-agent') },
      refused: 'E-mail and password do not belong together, or the account is disabled.',
    };
    return c.json(await beginSession(dependencies, way), 201);
  });

  app.openapi({ ...arena.beginPasskeySignIn, middleware }, async (c) => {
    const begun = await auth.ask(db, '/passkey/generate-authenticate-options', { method: 'GET' });
    return c.json({ options: optionsSchema.parse(begun.body), challenge: begun.cookies }, 200);
  });
  app.openapi({ ...arena.signInByPasskey, middleware }, async (c) => {
    const { response, challenge } = c.req.valid('json');
    const way = {
      action: 'signInByPasskey',
      path: '/passkey/verify-authentication',
      asked: { body: { response }, cookies: challenge, browser: c.req.header('user-agent') },
      refused: 'This passkey is not known here, the attempt took too long, or the account is disabled.',
    };
    return c.json(await beginSession(dependencies, way), 201);
  });

  app.openapi({ ...arena.beginProviderSignIn, middleware }, async (c) => {
    const { id, name } = requireProvider(providers, c.req.valid('param').provider);
    const begun = await auth.ask(db, '/sign-in/social', {
      body: { provider: id, callbackURL: '/', errorCallbackURL: '/', disableRedirect: true },
    });
    const said = z.object({ url: z.url() }).safeParse(begun.body);
    if (!said.success)
      throw new ProblemError('provider-failed', {
        detail: `${name} does not answer. Try again in a moment.`,
      });
    return c.json({ url: said.data.url, state: begun.cookies }, 200);
  });
  app.openapi({ ...arena.signInByProvider, middleware }, async (c) => {
    const { id, name } = requireProvider(providers, c.req.valid('param').provider);
    const { state, query } = c.req.valid('json');
    const way = {
      action: 'signInByProvider',
      path: `/callback/${id}?${query}`,
      asked: { method: 'GET' as const, cookies: state, browser: c.req.header('user-agent') },
      refused: `No account here has the verified e-mail address of this one at ${name}. Sign in another way, or ask an owner to invite you.`,
    };
    return c.json(await beginSession(dependencies, way), 201);
  });

  app.openapi({ ...arena.readAccountInvitation, middleware }, async (c) => {
    const { role, slug, title, expiresAt } = await findOffer(sql, c.req.valid('json').token);
    return c.json({ role, study: slug === null ? null : { slug, title: title ?? slug }, expiresAt }, 200);
  });
  app.openapi({ ...arena.createAccount, middleware }, async (c) => {
    const browser = c.req.header('user-agent');
    return c.json(await createAccount(dependencies, { ...c.req.valid('json'), browser }), 201);
  });
  app.openapi(arena.acceptAccountInvitation, async (c) => {
    const personId = personOf(c);
    const { token } = c.req.valid('json');
    const role = await sql.begin(async (tx) => {
      const { role, slug } = await takeOffer(tx, token, personId);
      await recordChange(tx, {
        action: 'acceptAccountInvitation',
        subject: { kind: 'person', name: personId },
        after: { role, study: slug },
      });
      return role;
    });
    return c.json({ role }, 200);
  });
  return app;
}

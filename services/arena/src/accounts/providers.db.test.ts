import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { arena, call, ServiceProblem, type ClientOptions } from '@fakexplain/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startArena, type TestArena } from '../testing/start-arena.ts';
import { makeOwnerLink } from './owner-link.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Whom the issuer says that its visitor is. */
let visitor = { sub: 'ada', email: 'ada@example.org', email_verified: true };
/** What was asked when the visitor was sent there: by the code that it was sent back with. */
const asked = new Map<string, { nonce: string | null; challenge: string | null }>();
let issuer: { url: string; server: Server };
let service: TestArena;

/** A small OpenID provider, whose visitors are always signed in. */
async function startIssuer() {
  const server = createServer(async (request, response) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const say = (body: object) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    };
    if (request.url === '/.well-known/openid-configuration')
      return say({
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        userinfo_endpoint: `${url}/userinfo`,
        jwks_uri: `${url}/jwks`,
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
    if (request.url === '/jwks')
      return say({
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
      });
    if (request.url === '/userinfo') return say({ ...visitor, name: 'Ada' });
    const form = new URLSearchParams(await text(request));
    const question = asked.get(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!question || question.challenge !== proof) {
      response.statusCode = 400;
      return say({ error: 'invalid_grant' });
    }
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: url,
      aud: 'arena',
      iat: now,
      exp: now + 60,
      nonce: question.nonce,
      name: 'Ada',
      ...visitor,
    };
    const signed = `${base64({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${base64(claims)}`;
    const idToken = `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
    say({ access_token: 'access', token_type: 'Bearer', expires_in: 60, id_token: idToken });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startArena({
    providers: [
      { id: 'oidc', name: 'The university', clientId: 'arena', clientSecret: 'secret', issuer: issuer.url },
      { id: 'github', name: 'GitHub', clientId: 'hub', clientSecret: 'secret', issuer: null },
    ],
  });
  const path = await makeOwnerLink(service.database.sql);
  const token = new URL(path, 'http://site').searchParams.get('token') ?? '';
  const body = { token, name: 'Ada', email: 'ada@example.org', password: 'a long enough password' };
  await call(arena.createAccount, { body }, service.as());
});
afterAll(async () => {
  await service?.close();
  issuer?.server.close();
});

/** Goes to the provider and back, as a browser does. */
async function comeBack() {
  const params = { provider: 'oidc' };
  const { url, state } = await call(arena.beginProviderSignIn, { params }, service.as());
  const question = new URL(url).searchParams;
  const code = `code-${asked.size}`;
  asked.set(code, { nonce: question.get('nonce'), challenge: question.get('code_challenge') });
  const query = new URLSearchParams({ code, state: question.get('state') ?? '', iss: issuer.url }).toString();
  return { params, body: { state, query } };
}
const signIn = async (came: Awaited<ReturnType<typeof comeBack>>): Promise<ClientOptions> => ({
  ...service.as(),
  session: (await call(arena.signInByProvider, came, service.as())).session,
});
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.catch((error: unknown) => (error instanceof ServiceProblem ? error.slug : error));

test('an account at the provider with the verified address of one here signs in, and is on record', async () => {
  const came = await comeBack();
  expect(await call(arena.readMe, {}, await signIn(came))).toMatchObject({ name: 'Ada', role: 'owner' });
  const { sql } = service.database;
  const [entry] =
    await sql`select person_name as person from audit.entries where action = 'signInByProvider'`;
  expect(entry).toEqual({ person: 'Ada' });
  const [kept] = await sql`
    select access_token as access, id_token as id from account.credentials where provider_id = 'oidc'`;
  expect(kept).toEqual({ access: null, id: null });
  // What was come back with is good once.
  expect(await refusal(signIn(came))).toBe('sign-in-refused');
});

test('nobody gets an account by it, and an address that is not verified counts for nothing', async () => {
  visitor = { sub: 'eve', email: 'eve@example.org', email_verified: true };
  expect(await refusal(comeBack().then(signIn))).toBe('sign-in-refused');
  visitor = { sub: 'mallory', email: 'ada@example.org', email_verified: false };
  expect(await refusal(comeBack().then(signIn))).toBe('sign-in-refused');
  expect(await service.database.sql`select name from account.people`).toEqual([{ name: 'Ada' }]);
});

test('who comes back with the state of another browser is refused', async () => {
  visitor = { sub: 'ada', email: 'ada@example.org', email_verified: true };
  const [mine, theirs] = [await comeBack(), await comeBack()];
  const mixed = { ...mine, body: { ...mine.body, state: theirs.body.state } };
  expect(await refusal(signIn(mixed))).toBe('sign-in-refused');
});

test('GitHub is asked by its own address, with where to come back to', async () => {
  const { url } = await call(arena.beginProviderSignIn, { params: { provider: 'github' } }, service.as());
  const { origin, searchParams } = new URL(url);
  expect(origin).toBe('https://github.com');
  expect(searchParams.get('client_id')).toBe('hub');
  expect(searchParams.get('redirect_uri')).toBe('http://localhost:4100/auth/callback/github');
  expect(await refusal(call(arena.beginProviderSignIn, { params: { provider: 'none' } }, service.as()))).toBe(
    'not-found',
  );
});

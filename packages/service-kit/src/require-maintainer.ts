import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { ProblemError } from './problem.ts';

const bearer = /^Bearer +([\w~+/.-]+=*) *$/i;

/**
 * The token of an `Authorization: Bearer …` header.
 * @throws ProblemError `unauthenticated`
 */
export function bearerToken(header: string | undefined): string {
  const token = bearer.exec(header ?? '')?.[1];
  if (token) return token;
  throw new ProblemError('unauthenticated', { detail: 'Send the token as "Authorization: Bearer …".' });
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether a token is the maintainers’; compares in constant time. */
function comparison(maintainerToken: string): (token: string) => boolean {
  const expected = digest(maintainerToken);
  return (token) => timingSafeEqual(digest(token), expected);
}

/** Lets only requests with the maintainers' token through. */
export function requireMaintainer(maintainerToken: string): MiddlewareHandler {
  const isMaintainers = comparison(maintainerToken);
  return async (c, next) => {
    if (!isMaintainers(bearerToken(c.req.header('authorization'))))
      throw new ProblemError('unauthenticated', { detail: 'The token is not the maintainers’ token.' });
    await next();
  };
}

/** Whom an answer is for: maintainers are told more than the public. */
export type Reader = 'public' | 'maintainer';

/** What every answer carries that depends on its reader, so that no cache gives it to another. */
export const readerHeaders = { 'cache-control': 'private, no-cache', vary: 'Authorization' } as const;

/**
 * Tells for whom a request's answer is, and marks the answer as theirs alone. A token that is not the maintainers' makes a
 * request of the public.
 */
export function readerOf(maintainerToken: string): (c: Context) => Reader {
  const isMaintainers = comparison(maintainerToken);
  return (c) => {
    for (const [name, value] of Object.entries(readerHeaders)) c.header(name, value);
    const token = bearer.exec(c.req.header('authorization') ?? '')?.[1];
    return token !== undefined && isMaintainers(token) ? 'maintainer' : 'public';
  };
}

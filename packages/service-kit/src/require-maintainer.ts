import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { ProblemError } from './problem.ts';

/**
 * The token of an `Authorization: Bearer …` header.
 * @throws ProblemError `unauthenticated`
 */
export function bearerToken(header: string | undefined): string {
  const token = /^Bearer +([\w~+/.-]+=*) *$/i.exec(header ?? '')?.[1];
  if (token) return token;
  throw new ProblemError('unauthenticated', { detail: 'Send the token as "Authorization: Bearer …".' });
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Lets only requests with the maintainers' token through; compares in constant time. */
export function requireMaintainer(maintainerToken: string): MiddlewareHandler {
  const expected = digest(maintainerToken);
  return async (c, next) => {
    if (!timingSafeEqual(digest(bearerToken(c.req.header('authorization'))), expected))
      throw new ProblemError('unauthenticated', { detail: 'The token is not the maintainers’ token.' });
    await next();
  };
}

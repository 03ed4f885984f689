import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { clientAddress, networkOf, type TrustedProxies } from './client-address.ts';
import { ProblemError } from './problem.ts';
import { inDuration } from './show-progress.ts';

/** What counts requests by network. */
export interface TakesTokens<Kind extends string> {
  /** @returns 0, or the seconds until there is a token */
  take: (kind: Kind, network: string) => Promise<number>;
}

/**
 * A limit in the environment, `60, 6`: how many requests of one network are taken in a row, and how many more in each minute
 * after that; `off` for none.
 */
export const limitSetting = (usual: string) =>
  z
    .string()
    .default(usual)
    .transform((text, context) => {
      if (text.trim() === 'off') return null;
      const [, burst = '', perMinute = ''] = /^\s*(\d{1,9})\s*,\s*(\d{1,9}(?:\.\d+)?)\s*$/.exec(text) ?? [];
      if (Number(burst) >= 1 && Number(perMinute) > 0)
        return { burst: Number(burst), perMinute: Number(perMinute) };
      context.addIssue('two numbers such as "60, 6" (in a row, then in each minute), or off');
      return z.NEVER;
    });

/**
 * Lets a request through as long as its network has tokens.
 * @param what the requests that are limited, in words, e.g. `votes`
 * @throws ProblemError `too-many-requests`, which says when to go on, in words and as `Retry-After`
 */
export function limitRequests<Kind extends string>(
  limiter: TakesTokens<Kind>,
  kind: Kind,
  { what, trustedProxies }: { what: string; trustedProxies: TrustedProxies },
): MiddlewareHandler {
  return async (c, next) => {
    const wait = Math.ceil(await limiter.take(kind, networkOf(clientAddress(c, trustedProxies))));
    if (wait > 0)
      throw new ProblemError('too-many-requests', {
        detail: `Your network has sent more ${what} than are taken in so short a time. Go on in ${inDuration(wait)}.`,
        headers: { 'retry-after': String(wait) },
      });
    await next();
  };
}

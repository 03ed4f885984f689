import type { Sql } from '../client.ts';
import { createNetworkCodes, type CodeOf } from './network-codes.ts';
import { forgetFull, takeToken, type Bucket } from './take-token.ts';

/** Refusals kept in memory at most. */
const mostRefusals = 10_000;
const forgetEveryMs = 60_000;

export interface Limiter<Kind extends string> {
  /** Takes a token of a network for one kind of request. @returns 0, or the seconds until there is a token */
  take: (kind: Kind, network: string) => Promise<number>;
  /** What stands for a network in the database; nobody can turn it back once its day is over. */
  codeOf: (network: string) => Promise<string>;
}

/**
 * Buckets of tokens by network, shared through the database. A network that was refused is refused from memory until its next
 * token, so that whoever floods a service costs the database nothing. Where the database does not answer, neither does
 * this: what is limited needs it too.
 *
 * @param buckets a kind without one is not limited
 */
export function createLimiter<Kind extends string>(
  sql: Sql,
  { buckets, clock }: { buckets: Partial<Record<Kind, Bucket | null>>; clock: () => Date },
): Limiter<Kind> {
  const codes: CodeOf = createNetworkCodes(sql);
  const refusedUntil = new Map<string, number>();
  let forgotAt = -Infinity;

  function forget(now: Date): void {
    if (Math.abs(now.getTime() - forgotAt) < forgetEveryMs) return;
    forgotAt = now.getTime();
    for (const [key, until] of refusedUntil) if (until <= forgotAt) refusedUntil.delete(key);
    // The next request tries again where this fails.
    forgetFull(sql, now).catch(() => (forgotAt = -Infinity));
  }

  return {
    codeOf: (network) => codes(network, clock()),
    take: async (kind, network) => {
      const bucket = buckets[kind];
      if (!bucket) return 0;
      const now = clock();
      forget(now);
      const known = `${kind} ${network}`;
      const before = ((refusedUntil.get(known) ?? 0) - now.getTime()) / 1_000;
      if (before > 0) return before;
      const wait = await takeToken(sql, `${kind} ${await codes(network, now)}`, bucket, now);
      refusedUntil.delete(known);
      if (wait > 0 && refusedUntil.size < mostRefusals) refusedUntil.set(known, now.getTime() + wait * 1_000);
      return wait;
    },
  };
}

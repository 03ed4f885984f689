import { ProblemError } from '@fakexplain/service-kit';
import type { Context } from 'hono';

/** The person who sent a request; the contract lets nobody else come this far. */
export function personOf(c: Context): string {
  const personId = c.get('identity')?.personId;
  if (personId) return personId;
  throw new ProblemError('unauthenticated');
}

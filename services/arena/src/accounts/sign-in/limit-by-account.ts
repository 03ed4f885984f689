import { inDuration, ProblemError, type TakesTokens } from '@fakexplain/service-kit';

/**
 * Counts attempts on one account, from wherever they come; what is kept is a code that nobody can turn back after its day.
 * @throws ProblemError `too-many-requests`
 */
export async function limitByAccount(limiter: TakesTokens<'signInAccount'>, account: string): Promise<void> {
  const wait = Math.ceil(await limiter.take('signInAccount', account));
  if (wait > 0)
    throw new ProblemError('too-many-requests', {
      detail: `This account was tried too often in so short a time. Go on in ${inDuration(wait)}, or use a passkey.`,
      headers: { 'retry-after': String(wait) },
    });
}

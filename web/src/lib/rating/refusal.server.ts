import { json, redirect, type Cookies } from '@sveltejs/kit';
import { orErrorPage, ServiceProblem, ServiceUnreachable } from '#lib/server/services.ts';
import { forgetRater } from './rater-cookie.server.ts';

/**
 * Awaits a call made for a rater's page; sends the rater to where things can go on when the arena says that it is
 * not here. Every other refusal becomes the error page.
 */
export async function orElsewhere<T>(answer: Promise<T>, study: string, cookies: Cookies): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof ServiceProblem) {
      if (cause.slug === 'unauthenticated') {
        forgetRater(cookies, study);
        redirect(303, `/rate/${study}?notice=unauthenticated`);
      }
      if (cause.slug === 'practice-needed') redirect(303, `/rate/${study}/guide?notice=practice-needed`);
      if (cause.slug === 'study-not-open') redirect(303, `/rate/${study}/thanks?notice=study-not-open`);
    }
    return orErrorPage(Promise.reject(cause));
  }
}

/** What an endpoint that scripts call answers with: the arena's own problem document, or that it does not answer. */
export function problemOf(cause: unknown): Response {
  const problem =
    cause instanceof ServiceProblem
      ? cause.problem
      : { type: '/problems/not-ready', title: 'The arena does not answer', status: 503 };
  if (!(cause instanceof ServiceProblem || cause instanceof ServiceUnreachable)) throw cause;
  return json(problem, {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}

export const noToken = (): Response =>
  problemOf(
    new ServiceProblem({ type: '/problems/unauthenticated', title: 'A token is needed', status: 401 }),
  );

import { redirect, type Cookies } from '@sveltejs/kit';
import { problemResponse } from '#lib/server/problem-response.ts';
import { orErrorPage, ServiceProblem } from '#lib/server/services.ts';
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
      if (cause.slug === 'consent-changed') redirect(303, `/rate/${study}?consent&notice=consent-changed`);
      if (cause.slug === 'over-quota') redirect(303, `/rate/${study}/full`);
      if (cause.slug === 'rater-withdrawn') redirect(303, `/rate/${study}/yours`);
      if (cause.slug === 'screened-out') redirect(303, `/rate/${study}/screened-out`);
      if (cause.slug === 'rater-ended') redirect(303, `/rate/${study}/thanks?notice=rater-ended`);
      if (cause.slug === 'study-paused') redirect(303, `/rate/${study}?notice=study-paused`);
      if (cause.slug === 'study-not-open') redirect(303, `/rate/${study}/thanks?notice=study-not-open`);
    }
    return orErrorPage(Promise.reject(cause));
  }
}

export const noToken = (): Response =>
  problemResponse(
    new ServiceProblem({ type: '/problems/unauthenticated', title: 'A token is needed', status: 401 }),
  );

/** What a request's body lacks or has wrong, as the services say it. */
export const notValid = ({
  issues,
}: {
  issues: { path: PropertyKey[]; message: string }[];
}): ServiceProblem =>
  new ServiceProblem({
    type: '/problems/invalid-request',
    title: 'The request is not valid',
    status: 422,
    errors: issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });

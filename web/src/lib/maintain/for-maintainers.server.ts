import { redirect } from '@sveltejs/kit';
import { orErrorPage, ServiceProblem } from '#lib/server/services.ts';

/** Awaits a call for maintainers; whoever is not signed in is led to where that is done, and from there back. */
export async function forMaintainers<T>(answer: Promise<T>, { pathname, search }: URL): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof ServiceProblem && cause.slug === 'unauthenticated')
      redirect(303, `/sign-in?back=${encodeURIComponent(pathname + search)}`);
    return orErrorPage(Promise.reject(cause));
  }
}

import { fail, redirect } from '@sveltejs/kit';
import { keepRater, readRater } from '#lib/rating/rater-cookie.server.ts';
import { arena, call, orErrorPage, ServiceProblem, toArena } from '#lib/server/services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const token = readRater(cookies);
  const progress = token
    ? await call(arena.readProgress, { params: { study } }, toArena(token)).catch((cause: unknown) => {
        // A token that the arena does not know any more: the rater may take part again.
        if (cause instanceof ServiceProblem && cause.slug === 'unauthenticated') return null;
        return orErrorPage(Promise.reject(cause));
      })
    : null;
  const notice = url.searchParams.get('notice');
  // Whoever takes part goes on where they were, unless they came back to read what they agreed to.
  if (progress && !url.searchParams.has('consent') && !notice) {
    redirect(303, `/rate/${study}/${progress.practised ? 'ballot' : 'guide'}`);
  }
  return { progress, notice };
};

export const actions: Actions = {
  enrol: async ({ params: { study }, cookies, request, url, setHeaders }) => {
    const consent = (await request.formData()).get('consent') === 'on';
    if (!consent) return fail(422, { problem: 'consent-needed' });
    try {
      const { token } = await call(arena.enrol, { params: { study }, body: { consent } }, toArena());
      keepRater(cookies, study, token, url);
    } catch (cause) {
      if (cause instanceof ServiceProblem && cause.slug === 'study-not-open') {
        return fail(409, { problem: cause.slug });
      }
      if (cause instanceof ServiceProblem && cause.slug === 'too-many-requests') {
        if (cause.retryAfterS !== null) setHeaders({ 'retry-after': String(cause.retryAfterS) });
        return fail(429, { problem: cause.slug, detail: cause.message });
      }
      return orErrorPage(Promise.reject(cause));
    }
    redirect(303, `/rate/${study}/guide`);
  },
};

import { fail, redirect } from '@sveltejs/kit';
import { keepRater } from '#lib/rating/rater-cookie.server.ts';
import { markTaken } from '#lib/rating/taken-cookie.server.ts';
import { arena, call, orErrorPage, ServiceProblem, toArena } from '#lib/server/services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ secret: url.searchParams.get('secret') ?? '' });

export const actions: Actions = {
  // By a button: what looks at links before people do would end the turn of the other browser.
  resume: async ({ params: { study }, cookies, request, url }) => {
    const secret = String((await request.formData()).get('secret'));
    try {
      const { token } = await call(arena.resumeRater, { params: { study }, body: { secret } }, toArena());
      keepRater(cookies, study, token, url);
      markTaken(cookies, study, 'going', url);
    } catch (cause) {
      if (
        cause instanceof ServiceProblem &&
        ['resume-link-not-valid', 'invalid-request'].includes(cause.slug)
      )
        return fail(403, { problem: 'resume-link-not-valid' });
      return orErrorPage(Promise.reject(cause));
    }
    redirect(303, `/rate/${study}`);
  },
};

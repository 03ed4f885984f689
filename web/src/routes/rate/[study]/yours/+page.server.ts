import { fail, redirect, type Cookies } from '@sveltejs/kit';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { orElsewhere } from '#lib/rating/refusal.server.ts';
import { markTaken } from '#lib/rating/taken-cookie.server.ts';
import { arena, call, ServiceProblem, toArena } from '#lib/server/services.ts';
import type { Actions, PageServerLoad } from './$types';

const tokenOf = (study: string, cookies: Cookies): string =>
  readRater(cookies) ?? redirect(303, `/rate/${study}?notice=unauthenticated`);

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const token = tokenOf(study, cookies);
  const page = Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1);
  const own = await orElsewhere(
    call(arena.readOwnData, { params: { study }, query: { page } }, toArena(token)),
    study,
    cookies,
  );
  return { own, page };
};

export const actions: Actions = {
  link: async ({ params: { study }, cookies }) => {
    const { path } = await orElsewhere(
      call(arena.makeResumeLink, { params: { study } }, toArena(tokenOf(study, cookies))),
      study,
      cookies,
    );
    return { link: path };
  },
  withdraw: async ({ params: { study }, cookies, request, url }) => {
    const token = tokenOf(study, cookies);
    if ((await request.formData()).get('sure') !== 'on') return fail(422, { unsure: true });
    try {
      await call(arena.withdrawRater, { params: { study } }, toArena(token));
    } catch (cause) {
      if (cause instanceof ServiceProblem && cause.slug === 'withdrawal-closed')
        return fail(409, { problem: cause.slug });
      return orElsewhere(Promise.reject(cause), study, cookies);
    }
    markTaken(cookies, study, 'ended', url);
    redirect(303, `/rate/${study}/yours`);
  },
};

import { redirect } from '@sveltejs/kit';
import { castByForm, loadBallots } from '#lib/rating/ballot-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const page = await loadBallots({ study, cookies, url }, url.searchParams.get('last'));
  if (page.drawn.exhausted && page.drawn.ballots.length === 0) redirect(303, `/rate/${study}/thanks`);
  return page;
};

export const actions: Actions = {
  vote: ({ params: { study }, cookies, url, request }) => castByForm({ study, cookies, url }, request),
};

import { redirect } from '@sveltejs/kit';
import { castByForm, loadBallots, passByForm } from '#lib/rating/ballot-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const page = await loadBallots({ study, cookies, url }, url.searchParams.get('last'));
  // After the last vote it can still be taken back, before anything is told of the arms.
  const nothingLeft = page.drawn.exhausted && page.drawn.ballots.length === 0;
  if (nothingLeft && !page.last) redirect(303, `/rate/${study}/thanks`);
  return page;
};

export const actions: Actions = {
  vote: ({ params: { study }, cookies, url, request }) => castByForm({ study, cookies, url }, request),
  pass: ({ params: { study }, cookies, url, request }) => passByForm({ study, cookies, url }, request),
};

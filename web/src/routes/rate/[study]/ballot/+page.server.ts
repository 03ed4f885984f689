import { redirect } from '@sveltejs/kit';
import { castByForm, judgeByForm, loadBallots, passByForm } from '#lib/rating/ballot-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const last = url.searchParams.get('last');
  const page = await loadBallots({ study, cookies, url }, last);
  // After the last vote it can still be taken back, before anything is told of the arms.
  const nothingLeft = page.drawn.exhausted && page.drawn.ballots.length === 0;
  if (nothingLeft && !(last && page.last)) redirect(303, `/rate/${study}/thanks`);
  return page;
};

export const actions: Actions = {
  vote: ({ params: { study }, cookies, url, request }) => castByForm({ study, cookies, url }, request),
  verdict: ({ params: { study }, cookies, url, request }) => judgeByForm({ study, cookies, url }, request),
  pass: ({ params: { study }, cookies, url, request }) => passByForm({ study, cookies, url }, request),
};

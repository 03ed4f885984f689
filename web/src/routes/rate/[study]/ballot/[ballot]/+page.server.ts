import { redirect } from '@sveltejs/kit';
import { castByForm, judgeByForm, loadBallots, passByForm } from '#lib/rating/ballot-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study, ballot }, cookies, url }) => {
  const page = await loadBallots({ study, cookies, url }, ballot);
  const next = `/rate/${study}/ballot`;
  if (!page.last?.vote) redirect(303, `${next}?notice=nothing-to-take-back`);
  if (Date.parse(page.last.vote.correctableUntil) <= Date.now()) {
    redirect(303, `${next}?notice=correction-window-closed`);
  }
  return page;
};

export const actions: Actions = {
  vote: ({ params: { study }, cookies, url, request }) => castByForm({ study, cookies, url }, request),
  verdict: ({ params: { study }, cookies, url, request }) => judgeByForm({ study, cookies, url }, request),
  pass: ({ params: { study }, cookies, url, request }) => passByForm({ study, cookies, url }, request),
};

import { neededRaters } from '@fakexplain/statistics/plan-study';
import { planCurve } from '@fakexplain/statistics/plan-curve';
import { fail } from '@sveltejs/kit';
import { change } from '#lib/maintain/change.server.ts';
import { text } from '#lib/maintain/form-fields.ts';
import { readDraftPair } from '#lib/plan/draft-pairs.ts';
import { readPlan } from '#lib/plan/read-plan.ts';
import { said } from '#lib/server/said.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const query = new URLSearchParams(url.searchParams);
  // The form that keeps the plan is answered at its own address.
  query.delete('/keep');
  const read = readPlan(query);
  const plan = { ...read, errors: read.errors.map((one) => ({ ...one, message: said(one.message) })) };
  return {
    ...plan,
    query: query.toString(),
    curve: plan.question && planCurve(plan.question),
    drafts: (await roleHere()).maintains ? await listDrafts() : null,
  };
};

async function listDrafts() {
  const { studies } = await orErrorPage(call(arena.listStudies, { query: {} }, toArena()));
  return studies
    .filter(({ status }) => status === 'draft')
    .map(({ slug, title, arms }) => ({ slug, title, arms }));
}

export const actions: Actions = {
  keep: async ({ request, url }) => {
    const form = await request.formData();
    const { question } = readPlan(url.searchParams);
    const chosen = readDraftPair(text(form, 'pair'));
    if (!question || !chosen) return fail(422, { refused: 'Plan first, then choose a draft and its pair.' });
    const looks = text(form, 'looks') === 'one' ? ('one' as const) : ('any' as const);
    const { goal, ballots, images, assumed } = question;
    const raters = neededRaters(goal, { ballots, images }, assumed, looks);
    if (raters === null)
      return fail(422, { refused: 'No number of raters is enough for this: plan for more images.' });
    const stops = form.has('stops');
    const body = { pair: chosen.pair, looks, goal, raters, ballots, images, assumed, stops };
    return change(form, `This is the plan of “${chosen.study}” now; opening the study fixes it.`, () =>
      call(arena.keepPlan, { params: { study: chosen.study }, body }, toArena()),
    );
  },
};

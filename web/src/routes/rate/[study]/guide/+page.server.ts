import { fail, redirect } from '@sveltejs/kit';
import { blindSides } from '#lib/rating/blind.server.ts';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { orElsewhere } from '#lib/rating/refusal.server.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const token = readRater(cookies);
  if (!token) redirect(303, `/rate/${study}`);
  const [progress, { ballots }] = await orElsewhere(
    Promise.all([
      call(arena.readProgress, { params: { study } }, toArena(token)),
      call(arena.listPractice, { params: { study } }, toArena(token)),
    ]),
    study,
    cookies,
  );
  const wanted = Number.parseInt(url.searchParams.get('step') ?? '0', 10);
  const step = Math.min(ballots.length, Math.max(0, Number.isNaN(wanted) ? 0 : wanted));
  const ballot = ballots.toSorted((a, b) => a.position - b.position)[step - 1];
  return {
    practised: progress.practised,
    steps: ballots.length,
    step,
    ballot: ballot ? blindSides(ballot) : null,
    notice: url.searchParams.get('notice'),
  };
};

export const actions: Actions = {
  answer: async ({ params: { study }, cookies, request }) => {
    const token = readRater(cookies);
    if (!token) redirect(303, `/rate/${study}?notice=unauthenticated`);
    const form = await request.formData();
    const choice = arena.choiceSchema.safeParse(form.get('choice'));
    const position = Number(form.get('position'));
    if (!choice.success || !Number.isInteger(position)) return fail(422, { problem: 'choose-first' });
    const feedback = await orElsewhere(
      call(
        arena.answerPractice,
        { params: { study, position }, body: { choice: choice.data } },
        toArena(token),
      ),
      study,
      cookies,
    );
    return { position, choice: choice.data, feedback };
  },
};

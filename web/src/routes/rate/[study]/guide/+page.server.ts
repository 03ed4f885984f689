import { fail, redirect } from '@sveltejs/kit';
import { language } from '#lib/languages/language.ts';
import { blindSides } from '#lib/rating/blind.server.ts';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { orElsewhere } from '#lib/rating/refusal.server.ts';
import { wayOn } from '#lib/rating/way-on.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const token = readRater(cookies);
  if (!token) redirect(303, `/rate/${study}`);
  const attempt = attemptOf(url);
  const [rater, { ballots, attempts }] = await orElsewhere(
    Promise.all([
      call(arena.readProgress, { params: { study } }, toArena(token)),
      call(arena.listPractice, { params: { study }, query: { attempt } }, toArena(token)),
    ]),
    study,
    cookies,
  );
  const wanted = Number.parseInt(url.searchParams.get('step') ?? '0', 10);
  const step = Math.min(ballots.length, Math.max(0, Number.isNaN(wanted) ? 0 : wanted));
  // The feedback to the last practice ballot is still read.
  if ((rater.ended || rater.screenedOut) && step === 0) redirect(303, wayOn(study, rater));
  const ballot = ballots[step - 1];
  return {
    practised: rater.practised,
    steps: ballots.length,
    step,
    attempt,
    /** Whether the first attempt was missed. */
    missed: attempts === 2 && !rater.practised,
    ballot: ballot ? blindSides(ballot) : null,
    notice: url.searchParams.get('notice'),
  };
};

const attemptOf = (url: URL): 1 | 2 => (url.searchParams.get('attempt') === '2' ? 2 : 1);

export const actions: Actions = {
  answer: async ({ params: { study }, cookies, request, url }) => {
    const token = readRater(cookies);
    if (!token) redirect(303, `/rate/${study}?notice=unauthenticated`);
    const form = await request.formData();
    const choice = arena.choiceSchema.safeParse(form.get('choice'));
    const position = Number(form.get('position'));
    if (!choice.success || !Number.isInteger(position)) return fail(422, { problem: 'choose-first' });
    const body = { choice: choice.data, attempt: attemptOf(url), language };
    const feedback = await orElsewhere(
      call(arena.answerPractice, { params: { study, position }, body }, toArena(token)),
      study,
      cookies,
    );
    return { position, said: choice.data, feedback };
  },
};

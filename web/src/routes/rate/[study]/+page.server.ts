import { fail, redirect } from '@sveltejs/kit';
import { readArrival } from '#lib/rating/arrival.server.ts';
import { keepRater, readRater } from '#lib/rating/rater-cookie.server.ts';
import { markTaken } from '#lib/rating/taken-cookie.server.ts';
import { wayOn } from '#lib/rating/way-on.ts';
import { arena, call, orErrorPage, ServiceProblem, toArena } from '#lib/server/services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const token = readRater(cookies);
  const [arrival, state] = await Promise.all([
    readArrival(study, url.searchParams),
    token ? readState(study, token) : null,
  ]);
  const notice = url.searchParams.get('notice');
  // On one computer several participants of Prolific may follow each other: each says who comes.
  const known = arrival.cohort === 'prolific' ? null : state;
  // Whoever takes part goes on where they were, unless they came back to read what they agreed to.
  if (known && !url.searchParams.has('consent') && !notice) redirect(303, wayOn(study, known));
  return { state: known, arrival, notice };
};

/** Null for a token that the arena does not know any more: the rater may take part again. */
const readState = (study: string, token: string) =>
  call(arena.readProgress, { params: { study } }, toArena(token)).catch((cause: unknown) => {
    if (cause instanceof ServiceProblem && cause.slug === 'unauthenticated') return null;
    return orErrorPage(Promise.reject(cause));
  });

const refusals = new Set(['study-not-open', 'invitation-not-valid']);

export const actions: Actions = {
  enrol: async ({ params: { study }, cookies, request, url, setHeaders }) => {
    const form = await request.formData();
    const given = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' && value !== '' ? value : null;
    };
    const consent = form.get('consent') === 'on';
    if (!consent) return fail(422, { problem: 'consent-needed' });
    const body = { consent, invitation: given('invitation'), participant: given('participant') };
    let resumed = false;
    try {
      const enrolled = await call(arena.enrol, { params: { study }, body }, toArena());
      resumed = enrolled.resumed;
      keepRater(cookies, study, enrolled.token, url);
      markTaken(cookies, study, 'going', url);
    } catch (cause) {
      if (cause instanceof ServiceProblem && refusals.has(cause.slug))
        return fail(cause.problem.status, { problem: cause.slug });
      if (cause instanceof ServiceProblem && cause.slug === 'too-many-requests') {
        if (cause.retryAfterS !== null) setHeaders({ 'retry-after': String(cause.retryAfterS) });
        return fail(429, { problem: cause.slug, detail: cause.message });
      }
      return orErrorPage(Promise.reject(cause));
    }
    // A participant who comes back goes on where they were; everyone else reads the guide, also where there is no practice.
    redirect(303, `/rate/${study}${resumed ? '' : '/guide'}`);
  },
};

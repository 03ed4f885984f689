import { fail, redirect } from '@sveltejs/kit';
import { readArrival } from '#lib/rating/arrival.server.ts';
import { keepRater, readRater } from '#lib/rating/rater-cookie.server.ts';
import { orElsewhere } from '#lib/rating/refusal.server.ts';
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
  // On one computer several participants of a panel may follow each other: each says who comes.
  const known = arrival.panel !== null ? null : state;
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

const refusals = new Set([
  'study-not-open',
  'study-paused',
  'invitation-not-valid',
  'consent-changed',
  'over-quota',
]);

export const actions: Actions = {
  enrol: async ({ params: { study }, cookies, request, url, setHeaders }) => {
    const form = await request.formData();
    const given = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' && value !== '' ? value : null;
    };
    const consent = form.get('consent') === 'on';
    if (!consent) return fail(422, { problem: 'consent-needed' });
    const body = {
      consent,
      version: given('version'),
      invitation: given('invitation'),
      participant: given('participant'),
      panelStudy: given('panelStudy'),
      panelSession: given('panelSession'),
    };
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
      if (cause instanceof ServiceProblem && cause.slug === 'rater-withdrawn')
        return fail(409, {
          problem: cause.slug,
          detail: 'You withdrew from this study before, so it asks you nothing more.',
        });
      return orErrorPage(Promise.reject(cause));
    }
    // A participant who comes back goes on where they were; everyone else reads the guide, also where there is no practice.
    redirect(303, `/rate/${study}${resumed ? '' : '/guide'}`);
  },
  agree: async ({ params: { study }, cookies, request }) => {
    const token = readRater(cookies);
    if (!token) redirect(303, `/rate/${study}?notice=unauthenticated`);
    const form = await request.formData();
    if (form.get('consent') !== 'on') return fail(422, { problem: 'consent-needed' });
    const body = { version: String(form.get('version')) };
    const state = await orElsewhere(
      call(arena.agree, { params: { study }, body }, toArena(token)),
      study,
      cookies,
    );
    redirect(303, wayOn(study, state));
  },
};

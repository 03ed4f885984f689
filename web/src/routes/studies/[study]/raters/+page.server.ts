import { change } from '#lib/maintain/change.server.ts';
import {
  arena,
  call,
  fieldsOf,
  orErrorPage,
  ServiceProblem,
  toArena,
  wordsOf,
} from '#lib/server/services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
  const [study, { exclusions }] = await orErrorPage(
    Promise.all([
      call(arena.readStudy, { params }, toArena()),
      call(arena.listExclusions, { params }, toArena()),
    ]),
  );
  return {
    study,
    exclusions,
    raters: locals.maintainer === undefined ? null : await reports(params, locals.maintainer),
    fields: {
      exclusion: wordsOf(fieldsOf(arena.listExclusions, 'exclusions')),
      rater: wordsOf(fieldsOf(arena.listRaterReports, 'raters')),
    },
  };
};

/** Null where the browser's token is none of the maintainers' any more. */
async function reports(params: { study: string }, token: string): Promise<arena.RaterReport[] | null> {
  try {
    return (await call(arena.listRaterReports, { params }, toArena(token))).raters;
  } catch (cause) {
    if (cause instanceof ServiceProblem && cause.slug === 'unauthenticated') return null;
    return orErrorPage(Promise.reject(cause));
  }
}

export const actions: Actions = {
  exclude: async ({ request, params, locals }) => {
    const form = await request.formData();
    const body = { rater: String(form.get('rater')), reason: String(form.get('reason')) };
    return change(form, 'The exclusion is on record; the leaderboard can be seen with and without it.', () =>
      call(arena.excludeRater, { params, body }, toArena(locals.maintainer)),
    );
  },
  withdraw: async ({ request, params, locals }) => {
    const form = await request.formData();
    const exclusion = String(form.get('exclusion'));
    return change(form, 'The exclusion is withdrawn; it stays on record.', () =>
      call(arena.withdrawExclusion, { params: { ...params, exclusion } }, toArena(locals.maintainer)),
    );
  },
};

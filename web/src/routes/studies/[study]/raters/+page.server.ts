import { change } from '#lib/maintain/change.server.ts';
import { readReportQuery } from '#lib/raters/read-report-query.server.ts';
import type { ReportQuery } from '#lib/raters/report-query.ts';
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

export const load: PageServerLoad = async ({ params, locals, url }) => {
  const [study, { exclusions }] = await orErrorPage(
    Promise.all([
      call(arena.readStudy, { params }, toArena()),
      call(arena.listExclusions, { params }, toArena()),
    ]),
  );
  const query = readReportQuery(url.searchParams);
  return {
    study,
    exclusions,
    query,
    ...(locals.maintainer === undefined ? nothing : await reports(params, query, locals.maintainer)),
    fields: {
      exclusion: wordsOf(fieldsOf(arena.listExclusions, 'exclusions')),
      rater: wordsOf(fieldsOf(arena.listRaterReports, 'raters')),
      sentinel: wordsOf(fieldsOf(arena.listRaterReports, 'sentinels')),
      pass: wordsOf(fieldsOf(arena.readPasses, 'images')),
    },
  };
};

/** What those see who are no maintainers. */
const nothing = { report: null, passes: null };

/** Nothing where the browser's token is none of the maintainers' any more. */
async function reports(params: { study: string }, query: ReportQuery, token: string) {
  try {
    const [report, passes] = await Promise.all([
      call(arena.listRaterReports, { params, query }, toArena(token)),
      call(arena.readPasses, { params }, toArena(token)),
    ]);
    return { report, passes };
  } catch (cause) {
    if (cause instanceof ServiceProblem && cause.slug === 'unauthenticated') return nothing;
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
  excludeFlagged: async ({ request, params, locals }) => {
    const form = await request.formData();
    const sentinels = arena.sentinelSchema.options.filter((one) => form.getAll('sentinel').includes(one));
    const body = { sentinels, reason: String(form.get('reason')) };
    return change(
      form,
      'The exclusion is on record, as one of all these raters; the leaderboard can be seen with and without it.',
      () => call(arena.excludeFlagged, { params, body }, toArena(locals.maintainer)),
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

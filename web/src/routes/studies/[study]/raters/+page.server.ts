import { change } from '#lib/maintain/change.server.ts';
import { readReportQuery } from '#lib/raters/read-report-query.server.ts';
import type { ReportQuery } from '#lib/raters/report-query.ts';
import { said } from '#lib/server/said.ts';
import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  const { views, maintains, owns } = await roleHere(params.study);
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
    ...(views ? await reports(params, query) : { report: null, passes: null }),
    maintains,
    owns,
    fields: {
      exclusion: wordsOf(fieldsOf(arena.listExclusions, 'exclusions')),
      rater: wordsOf(fieldsOf(arena.listRaterReports, 'raters')),
      sentinel: wordsOf(fieldsOf(arena.listRaterReports, 'sentinels')),
      pass: wordsOf(fieldsOf(arena.readPasses, 'images')),
    },
  };
};

/** What those are told who look after the study. */
async function reports(params: { study: string }, query: ReportQuery) {
  const [report, passes] = await orErrorPage(
    Promise.all([
      call(arena.listRaterReports, { params, query }, toArena()),
      call(arena.readPasses, { params }, toArena()),
    ]),
  );
  const sentinels = report.sentinels.map(({ rule, ...rest }) => ({ ...rest, rule: said(rule) }));
  return { report: { ...report, sentinels }, passes };
}

export const actions: Actions = {
  exclude: async ({ request, params }) => {
    const form = await request.formData();
    const body = { rater: String(form.get('rater')), reason: String(form.get('reason')) };
    return change(form, 'The exclusion is on record; the leaderboard can be seen with and without it.', () =>
      call(arena.excludeRater, { params, body }, toArena()),
    );
  },
  excludeFlagged: async ({ request, params }) => {
    const form = await request.formData();
    const sentinels = arena.sentinelSchema.options.filter((one) => form.getAll('sentinel').includes(one));
    const body = { sentinels, reason: String(form.get('reason')) };
    return change(
      form,
      'The exclusion is on record, as one of all these raters; the leaderboard can be seen with and without it.',
      () => call(arena.excludeFlagged, { params, body }, toArena()),
    );
  },
  withdraw: async ({ request, params }) => {
    const form = await request.formData();
    const exclusion = String(form.get('exclusion'));
    return change(form, 'The exclusion is withdrawn; it stays on record.', () =>
      call(arena.withdrawExclusion, { params: { ...params, exclusion } }, toArena()),
    );
  },
};

import { exclusionsOf, refusePast } from '#lib/server/read-leaderboard.ts';
import { said } from '#lib/server/said.ts';
import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  refusePast(url);
  const query = { exclusions: exclusionsOf(url) };
  const [report, study] = await orErrorPage(
    Promise.all([
      call(arena.readCovariates, { params, query }, toArena()),
      call(arena.readStudy, { params }, toArena()),
    ]),
  );
  return {
    report: {
      ...report,
      covariates: report.covariates.map((one) => ({
        ...one,
        title: said(one.title),
        definition: said(one.definition),
      })),
      notes: report.notes.map(said),
    },
    study,
    exclusions: query.exclusions,
    fields: {
      covariate: wordsOf(fieldsOf(arena.readCovariates, 'covariates')),
      estimate: wordsOf(fieldsOf(arena.readCovariates, 'covariates', 'coefficient'), 'interval', 'p'),
      rating: wordsOf(fieldsOf(arena.readCovariates, 'ratings'), 'name', 'elo', 'adjusted'),
    },
  };
};

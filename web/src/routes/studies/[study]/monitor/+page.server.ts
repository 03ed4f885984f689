import { forMaintainers } from '#lib/maintain/for-maintainers.server.ts';
import { arena, call, fieldsOf, orErrorPage, orNothing, toArena, wordsOf } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  const before = url.searchParams.get('before') ?? undefined;
  const study = await orErrorPage(call(arena.readStudy, { params }, toArena()));
  const [monitor, comments] = await forMaintainers(
    Promise.all([
      call(arena.readMonitor, { params }, toArena()),
      call(arena.listComments, { params, query: { before } }, toArena()),
    ]),
    url,
  );
  return {
    study,
    monitor,
    comments,
    before: before ?? null,
    owns: (await roleHere(params.study)).owns,
    quality: study.votes > 0 ? await orNothing(call(arena.readQuality, { params }, toArena())) : null,
    fields: {
      hour: wordsOf(fieldsOf(arena.readMonitor, 'hours')),
      balance: wordsOf(fieldsOf(arena.readMonitor, 'exposure', 'images')),
      arm: wordsOf(fieldsOf(arena.readMonitor, 'arms')),
      question: wordsOf(fieldsOf(arena.readMonitor, 'questions')),
      cohort: wordsOf(fieldsOf(arena.readMonitor, 'cohorts')),
      pass: wordsOf(fieldsOf(arena.readMonitor, 'passes')),
      sentinel: wordsOf(fieldsOf(arena.readMonitor, 'sentinels'), 'sentinel', 'raters', 'counting'),
      comment: wordsOf(fieldsOf(arena.listComments, 'comments')),
    },
  };
};

import { arena, call, fieldsOf, orErrorPage, orNothing, toArena, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
  const [study, planned, register] = await orErrorPage(
    Promise.all([
      call(arena.readStudy, { params }, toArena()),
      orNothing(call(arena.readPlan, { params }, toArena())),
      orNothing(call(arena.listEntrants, { params }, toArena())),
    ]),
  );
  return {
    study,
    planned,
    entrants: register?.entrants ?? [],
    fields: wordsOf(fieldsOf(arena.listEntrants, 'entrants')),
  };
};

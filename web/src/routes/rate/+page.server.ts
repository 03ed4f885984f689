import { studyTexts } from '#lib/languages/study-texts.ts';
import { readTaken } from '#lib/rating/taken-cookie.server.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import { isOpen } from '#lib/words/studies.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies }) => {
  const taken = readTaken(cookies);
  const { studies } = await orErrorPage(call(arena.listStudies, { query: {} }, toArena()));
  // Nothing of the arms: whoever reads this page is about to vote.
  return {
    studies: studies.filter(isOpen).map((study) => ({
      ...studyTexts(study),
      slug: study.slug,
      demo: study.demo,
      votes: study.votes,
      taken: taken.get(study.slug) ?? null,
    })),
  };
};

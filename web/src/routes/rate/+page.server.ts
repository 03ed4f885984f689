import { readTaken } from '#lib/rating/taken-cookie.server.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies }) => {
  const taken = readTaken(cookies);
  const { studies } = await orErrorPage(call(arena.listStudies, {}, toArena()));
  // Nothing of the arms: whoever reads this page is about to vote.
  return {
    studies: studies
      .filter(({ status }) => status === 'open')
      .map(({ slug, title, question, demo, votes }) => ({
        slug,
        title,
        question,
        demo,
        votes,
        taken: taken.get(slug) ?? null,
      })),
  };
};

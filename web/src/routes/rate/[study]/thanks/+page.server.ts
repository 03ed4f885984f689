import { redirect } from '@sveltejs/kit';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { orElsewhere } from '#lib/rating/refusal.server.ts';
import { arena, call, ServiceProblem, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const token = readRater(cookies);
  if (!token) redirect(303, `/rate/${study}`);
  const [contribution, more] = await Promise.all([
    orElsewhere(call(arena.readContribution, { params: { study } }, toArena(token)), study, cookies),
    call(arena.drawBallots, { params: { study }, body: { ahead: 1 } }, toArena(token)).then(
      ({ ballots }) => ballots.length > 0,
      (cause: unknown) => {
        if (cause instanceof ServiceProblem) return false;
        throw cause;
      },
    ),
  ]);
  return { contribution, more, notice: url.searchParams.get('notice') };
};

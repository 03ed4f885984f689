import { redirect } from '@sveltejs/kit';
import { exclusionsOf, refusePast } from '#lib/server/read-leaderboard.ts';
import {
  arena,
  call,
  fieldsOf,
  metrics,
  orErrorPage,
  toArena,
  toMetrics,
  wordsOf,
} from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  refusePast(url);
  const fault = metrics.faultSchema.safeParse(url.searchParams.get('fault'));
  const arm = /^\d{1,3}$/.exec(url.searchParams.get('arm') ?? '')?.[0];
  // All of them are listed there, each with its cases.
  if (!fault.success || arm === undefined) redirect(307, `/studies/${params.study}#convincing`);
  const query = { arm: Number(arm), fault: fault.data, exclusions: exclusionsOf(url) };
  const [found, study] = await orErrorPage(
    Promise.all([
      call(metrics.listConvincingCases, { params, query }, toMetrics()),
      call(arena.readStudy, { params }, toArena()),
    ]),
  );
  return {
    study,
    found,
    fields: wordsOf(fieldsOf(metrics.listConvincingCases, 'cases')),
  };
};

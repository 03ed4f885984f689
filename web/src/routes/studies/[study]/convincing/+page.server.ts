import { error } from '@sveltejs/kit';
import { exclusionsOf } from '#lib/server/read-leaderboard.ts';
import { call, fieldsOf, metrics, orErrorPage, toMetrics, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  const fault = metrics.faultSchema.safeParse(url.searchParams.get('fault'));
  const arm = /^\d{1,3}$/.exec(url.searchParams.get('arm') ?? '')?.[0];
  if (!fault.success || arm === undefined)
    error(
      400,
      `The address names an arm by its position and what was wrong: ?arm=0&fault=${metrics.faultSchema.options.join('|')}.`,
    );
  const query = { arm: Number(arm), fault: fault.data, exclusions: exclusionsOf(url) };
  return {
    found: await orErrorPage(call(metrics.listConvincingCases, { params, query }, toMetrics())),
    fields: wordsOf(fieldsOf(metrics.listConvincingCases, 'cases')),
  };
};

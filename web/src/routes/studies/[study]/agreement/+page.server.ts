import { agreementByMetric } from '#lib/benchmark/agreement.ts';
import { call, fieldsOf, metrics, orErrorPage, toMetrics, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
  const report = await orErrorPage(call(metrics.readPreferenceAgreement, { params }, toMetrics()));
  const { study, arms, votes } = report;
  return {
    study,
    arms,
    votes,
    byMetric: agreementByMetric(report),
    fields: wordsOf(fieldsOf(metrics.readPreferenceAgreement, 'arms'), 'name', 'preferred'),
  };
};

import { agreementByMetric } from '#lib/benchmark/agreement.ts';
import { refusePast } from '#lib/server/read-leaderboard.ts';
import { saidMetrics } from '#lib/server/said.ts';
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
  const [report, study] = await orErrorPage(
    Promise.all([
      call(metrics.readPreferenceAgreement, { params }, toMetrics()),
      call(arena.readStudy, { params }, toArena()),
    ]),
  );
  const { arms, votes } = report;
  return {
    study,
    arms,
    votes,
    byMetric: agreementByMetric({ ...report, metrics: saidMetrics(report.metrics) }),
    fields: wordsOf(fieldsOf(metrics.readPreferenceAgreement, 'arms'), 'name', 'preferred'),
  };
};

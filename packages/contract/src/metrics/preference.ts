import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { json, slugSchema } from '../shared.ts';
import { measuredSchema, metricSchema } from './benchmark.ts';

const boundsSchema = z.object({ low: z.number(), high: z.number() }).nullable();

/** Whether metrics agree with people: a study's current regular votes beside scores of the very explanations shown. */
export const preferenceAgreementSchema = z
  .object({
    study: z.object({ slug: slugSchema, title: z.string(), demo: z.boolean() }),
    metrics: z.array(metricSchema),
    arms: z.array(
      z.object({
        position: z.int(),
        name: z.string(),
        source: slugSchema,
        /** Non-neutral votes won, of all it took part in. */
        preferred: z.object({ k: z.int(), n: z.int(), share: z.number().nullable() }),
        /** Means over the explanations this study shows. */
        values: z.array(measuredSchema),
      }),
    ),
    agreement: z.array(
      z.object({
        signature: z.string(),
        /**
         * Non-neutral votes in which the explanation with the better value won, of those whose two values differ; `equal`
         * counts those whose values do not. Interval: Clopper–Pearson, 95%, votes taken as independent.
         */
        perBallot: z.object({
          k: z.int(),
          n: z.int(),
          share: z.number().nullable(),
          interval: boundsSchema,
          equal: z.int(),
        }),
        /** Over arms, between the metric and the share of votes won (positive: they agree); null with fewer than three. */
        kendallTau: z.number().nullable(),
        spearmanRho: z.number().nullable(),
        arms: z.int(),
      }),
    ),
    /** Non-neutral ones. */
    votes: z.int(),
  })
  .openapi('PreferenceAgreement');
export type PreferenceAgreement = z.infer<typeof preferenceAgreementSchema>;

export const readPreferenceAgreement = createRoute({
  method: 'get',
  path: '/studies/{study}/agreement',
  operationId: 'readPreferenceAgreement',
  summary: 'Which metric agrees with people',
  tags: ['preference'],
  request: { params: z.object({ study: slugSchema }) },
  responses: {
    200: json(preferenceAgreementSchema, 'Arms by votes and by metrics, and how often metric and vote agree'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

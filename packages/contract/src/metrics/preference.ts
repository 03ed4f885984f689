import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { countedShareFields, json, slugSchema } from '../shared.ts';
import { measuredSchema, metricsField, signatureSchema } from './benchmark.ts';

const preferred = countedShareFields(
  'votes',
  'Votes won by the arm.',
  'Votes that prefer one of two arms and in which the arm took part.',
);
const perBallot = countedShareFields(
  'votes',
  'Votes in which the explanation with the better value won.',
  'Votes that prefer one of two explanations whose values differ.',
);

export const preferenceAgreementSchema = z
  .object({
    study: z
      .object({
        slug: slugSchema.meta({ title: 'Slug', description: 'Name of the study in addresses.' }),
        title: z.string().meta({ title: 'Study', description: 'Title of the study as pages show it.' }),
        demo: z.boolean().meta({ title: 'Demo', description: 'Whether the study is made of demo data.' }),
      })
      .meta({ title: 'Study', description: 'The study whose votes are compared with metrics.' }),
    metrics: metricsField,
    arms: z
      .array(
        z.object({
          position: z
            .int()
            .meta({ title: 'Position', description: 'Index of the arm in the study, from 0.' }),
          name: z.string().meta({ title: 'Arm', description: 'Name of the arm as pages show it.' }),
          source: slugSchema.meta({ title: 'Source', description: 'Slug of the source that the arm shows.' }),
          preferred: z.object(preferred).meta({
            title: 'Votes won',
            description: 'Votes won by the arm, of those that prefer one of two.',
          }),
          values: z.array(measuredSchema).meta({
            title: 'Values',
            description: 'Means over the explanations that this study shows, one for each metric.',
          }),
        }),
      )
      .meta({ title: 'Arms', description: 'Arms by votes and by metrics.' }),
    agreement: z
      .array(
        z.object({
          signature: signatureSchema,
          perBallot: z
            .object({
              ...perBallot,
              interval: z
                .object({
                  low: z
                    .number()
                    .meta({ title: 'Lower bound', description: 'Lower end of the interval.', unit: 'share' }),
                  high: z
                    .number()
                    .meta({ title: 'Upper bound', description: 'Upper end of the interval.', unit: 'share' }),
                })
                .nullable()
                .meta({
                  title: '95% interval',
                  description:
                    'Clopper–Pearson interval of the share, votes taken as independent; null without votes.',
                  unit: 'share',
                }),
              equal: z.int().meta({
                title: 'Equal',
                description: 'Votes on two explanations whose values do not differ; they are not in n.',
                unit: 'votes',
              }),
            })
            .meta({
              title: 'Per vote',
              description: 'How often the metric and a vote name the same winner.',
            }),
          kendallTau: z.number().nullable().meta({
            title: 'Kendall’s τ',
            description:
              'Over arms, between the metric and the share of votes won, −1 to 1 (positive: they agree); null with fewer than three.',
          }),
          spearmanRho: z.number().nullable().meta({
            title: 'Spearman’s ρ',
            description:
              'Over arms, between the metric and the share of votes won, −1 to 1 (positive: they agree); null with fewer than three.',
          }),
          arms: z.int().meta({
            title: 'Arms',
            description: 'Arms that have both a value and votes.',
            unit: 'arms',
          }),
        }),
      )
      .meta({ title: 'Agreement', description: 'How well each metric agrees with the votes.' }),
    votes: z.int().meta({ title: 'Votes', description: 'Votes that prefer one of two arms.', unit: 'votes' }),
  })
  .openapi('PreferenceAgreement', {
    description:
      'Whether metrics agree with people: current votes on regular ballots, and scores of the very explanations shown.',
  });
export type PreferenceAgreement = z.infer<typeof preferenceAgreementSchema>;

export const readPreferenceAgreement = createRoute({
  method: 'get',
  path: '/studies/{study}/agreement',
  operationId: 'readPreferenceAgreement',
  ...access('public'),
  summary: 'Which metric agrees with people',
  tags: ['preference'],
  request: {
    params: z.object({ study: slugSchema.meta({ title: 'Study', description: 'Slug of the study.' }) }),
  },
  responses: {
    200: json(preferenceAgreementSchema, 'Arms by votes and by metrics, and how often metric and vote agree'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden', 'embargoed'),
  },
});

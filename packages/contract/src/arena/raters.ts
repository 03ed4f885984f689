import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema } from '../shared.ts';
import { studyParams } from './studies.ts';

export const progressFields = {
  cast: z.int().meta({ title: 'Cast', description: 'Ballots that the rater has answered.', unit: 'ballots' }),
  limit: z.int().nullable().meta({
    title: 'Limit',
    description: 'Most ballots that this rater will be asked; null where it depends on what is left.',
    unit: 'ballots',
  }),
  practised: z.boolean().meta({
    title: 'Practised',
    description: 'Whether the rater has answered all practice ballots.',
  }),
};

export const progressSchema = z.object(progressFields).openapi('Progress');
export type Progress = z.infer<typeof progressSchema>;

export const idOfRater = idSchema.meta({
  title: 'Rater',
  description: 'Random id of the rater in the study.',
});
export const consentedAt = momentSchema.meta({
  title: 'Consented',
  description: 'When the rater agreed to the study’s consent text.',
});
const cohortSchema = z.enum(['open', 'invited', 'prolific']);
const cohortWords = {
  title: 'Cohort',
  description: 'How the rater came to the study: through the open site, an invitation, or Prolific.',
};
export const cohort = cohortSchema.meta(cohortWords);

const outcomes = (title: string, description: string) =>
  z
    .object({
      winsA: z
        .int()
        .meta({ title: 'Wins of A', description: 'Votes that prefer the first arm.', unit: 'votes' }),
      winsB: z
        .int()
        .meta({ title: 'Wins of B', description: 'Votes that prefer the second arm.', unit: 'votes' }),
      ties: z.int().meta({
        title: 'Ties',
        description: 'Votes that find both explanations equally good.',
        unit: 'votes',
      }),
      neither: z.int().meta({
        title: 'Neither',
        description: 'Votes that find neither explanation acceptable.',
        unit: 'votes',
      }),
    })
    .meta({ title, description });

export const enrolledSchema = z
  .object({
    rater: idOfRater,
    token: z.string().meta({
      title: 'Token',
      description: 'Bearer token of the rater; shown once, only its hash is kept.',
    }),
    consentedAt,
  })
  .openapi('Enrolled');

/** What a rater's votes did, shown when the rater is done. */
export const contributionSchema = z
  .object({
    cast: progressFields.cast,
    corrected: z.int().meta({
      title: 'Corrected',
      description: 'Ballots whose answer the rater corrected.',
      unit: 'ballots',
    }),
    results: z.enum(['shown', 'withheld']).meta({
      title: 'Results',
      description:
        'Whether the study’s results may be read now; where they are `withheld`, no pair is listed, since pairs name arms.',
    }),
    pairs: z
      .array(
        z.object({
          a: z.string().meta({ title: 'A', description: 'Name of the first arm.' }),
          b: z.string().meta({ title: 'B', description: 'Name of the second arm.' }),
          yours: outcomes('Yours', 'What this rater preferred.'),
          all: outcomes('All', 'What all raters of the study preferred.'),
        }),
      )
      .meta({ title: 'Pairs', description: 'One entry for each pair of arms that the rater compared.' }),
    studyVotes: z.int().meta({
      title: 'Votes of the study',
      description: 'Votes counted in the whole study.',
      unit: 'votes',
    }),
    studyRaters: z.int().meta({
      title: 'Raters of the study',
      description: 'Raters who have voted in the whole study.',
      unit: 'raters',
    }),
  })
  .openapi('Contribution');
export type Contribution = z.infer<typeof contributionSchema>;

const tags = ['raters'];

export const enrol = createRoute({
  method: 'post',
  path: '/studies/{study}/raters',
  operationId: 'enrol',
  summary: 'Consent to a study and become one of its raters',
  tags,
  request: {
    params: studyParams,
    body: body(
      z
        .strictObject({
          consent: z.boolean().meta({
            title: 'Consent',
            description: 'Must be true: the rater agrees to the study’s consent text.',
          }),
          cohort: cohortSchema.default('open').meta(cohortWords),
        })
        .openapi('Enrolment'),
    ),
  },
  responses: {
    201: json(enrolledSchema, 'The rater, with the token that every further request carries'),
    ...problemResponses(
      'invalid-request',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'study-not-open',
      'consent-needed',
      'too-many-requests',
    ),
  },
});

export const readProgress = createRoute({
  method: 'get',
  path: '/studies/{study}/raters/me',
  operationId: 'readProgress',
  summary: 'How far this rater is',
  tags,
  security: [{ rater: [] }],
  request: { params: studyParams },
  responses: {
    200: json(progressSchema, 'Progress'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const readContribution = createRoute({
  method: 'get',
  path: '/studies/{study}/raters/me/contribution',
  operationId: 'readContribution',
  summary: 'What this rater’s votes did',
  tags,
  security: [{ rater: [] }],
  request: { params: studyParams },
  responses: {
    200: json(contributionSchema, 'The contribution'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

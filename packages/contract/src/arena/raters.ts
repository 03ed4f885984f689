import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema } from '../shared.ts';
import { studyParams } from './studies.ts';

export const progressSchema = z
  .object({
    /** Ballots answered. */
    cast: z.int(),
    /** Most this rater will be asked; null where it depends on what is left. */
    limit: z.int().nullable(),
    practised: z.boolean(),
  })
  .openapi('Progress');
export type Progress = z.infer<typeof progressSchema>;

export const enrolledSchema = z
  .object({
    rater: idSchema,
    /** Bearer token; shown once, only its hash is kept. */
    token: z.string(),
    consentedAt: momentSchema,
  })
  .openapi('Enrolled');

/** What a rater's votes did, shown when the rater is done. */
export const contributionSchema = z
  .object({
    cast: z.int(),
    corrected: z.int(),
    /** For each pair of arms the rater compared: how often each was preferred, by the rater and by all. */
    pairs: z.array(
      z.object({
        a: z.string(),
        b: z.string(),
        yours: z.object({ winsA: z.int(), winsB: z.int(), ties: z.int(), neither: z.int() }),
        all: z.object({ winsA: z.int(), winsB: z.int(), ties: z.int(), neither: z.int() }),
      }),
    ),
    /** Votes counted in the whole study. */
    studyVotes: z.int(),
    studyRaters: z.int(),
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
          consent: z.boolean(),
          cohort: z.enum(['open', 'invited', 'prolific']).default('open'),
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

import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema } from '../shared.ts';
import { studyParams } from './studies.ts';

export const exclusionSchema = z
  .object({
    id: idSchema,
    rater: idSchema,
    reason: z.string(),
    /** Current regular votes of the rater. */
    votes: z.int(),
    excludedAt: momentSchema,
    /** Null while it stands. */
    withdrawnAt: momentSchema.nullable(),
  })
  .openapi('Exclusion');
export type Exclusion = z.infer<typeof exclusionSchema>;

export const newExclusionSchema = z
  .strictObject({
    rater: idSchema,
    /** Why, in words for whoever reads the leaderboard: how the votes were given, never what they were for. */
    reason: z.string().trim().min(1).max(1_000),
  })
  .openapi('NewExclusion');
export type NewExclusion = z.infer<typeof newExclusionSchema>;

const counted = z.object({ k: z.int(), n: z.int() });

/** How one rater has answered: what a maintainer looks at before excluding anyone. */
export const raterReportSchema = z
  .object({
    rater: idSchema,
    cohort: z.enum(['open', 'invited', 'prolific']),
    consentedAt: momentSchema,
    /** Current regular votes, and those of them for the left and the right side. */
    votes: z.int(),
    left: z.int(),
    right: z.int(),
    /** Repeats answered as before. */
    repeats: counted,
    /** Checks in which the sound explanation was chosen. */
    checks: counted,
    /** Median time to an answer in milliseconds, as browsers told it. */
    medianMs: z.number().nullable(),
    exclusion: exclusionSchema.nullable(),
  })
  .openapi('RaterReport');
export type RaterReport = z.infer<typeof raterReportSchema>;

const tags = ['exclusions'];
const security = [{ maintainer: [] }];

export const listExclusions = createRoute({
  method: 'get',
  path: '/studies/{study}/exclusions',
  operationId: 'listExclusions',
  summary: 'Raters whose votes a leaderboard can leave out, each with the reason; withdrawn ones too',
  tags,
  request: { params: studyParams },
  responses: {
    200: json(z.object({ exclusions: z.array(exclusionSchema) }), 'The exclusions, newest first'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const listRaterReports = createRoute({
  method: 'get',
  path: '/studies/{study}/raters/reports',
  operationId: 'listRaterReports',
  summary: 'How each rater with a vote has answered (maintainers)',
  tags,
  security,
  request: { params: studyParams },
  responses: {
    200: json(z.object({ raters: z.array(raterReportSchema) }), 'The raters, most votes first'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const excludeRater = createRoute({
  method: 'post',
  path: '/studies/{study}/exclusions',
  operationId: 'excludeRater',
  summary: 'Let leaderboards leave a rater’s votes out (maintainers)',
  description: 'The votes stay, and leaderboards can be seen with and without them.',
  tags,
  security,
  request: { params: studyParams, body: body(newExclusionSchema) },
  responses: {
    201: json(exclusionSchema, 'The exclusion'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'unsupported-media-type',
      'payload-too-large',
      'not-found',
      'rater-excluded',
    ),
  },
});

export const withdrawExclusion = createRoute({
  method: 'post',
  path: '/studies/{study}/exclusions/{exclusion}/withdraw',
  operationId: 'withdrawExclusion',
  summary: 'Take an exclusion back; it stays on record (maintainers)',
  tags,
  security,
  request: { params: studyParams.extend({ exclusion: idSchema }) },
  responses: {
    200: json(exclusionSchema, 'The exclusion, withdrawn'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

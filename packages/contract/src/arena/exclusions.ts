import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema } from '../shared.ts';
import { cohort, consentedAt, idOfRater } from './raters.ts';
import { studyParams } from './studies.ts';

const idOfExclusion = idSchema.meta({ title: 'Exclusion', description: 'Id of the exclusion.' });

export const exclusionSchema = z
  .object({
    id: idOfExclusion,
    rater: idOfRater,
    reason: z.string().meta({
      title: 'Reason',
      description:
        'Why the votes can be left out, in words; about how they were given, never what they were for.',
    }),
    votes: z.int().meta({
      title: 'Votes',
      description: 'Current votes of the rater on regular ballots.',
      unit: 'votes',
    }),
    excludedAt: momentSchema.meta({ title: 'Since', description: 'When the rater was excluded.' }),
    withdrawnAt: momentSchema.nullable().meta({
      title: 'Withdrawn',
      description: 'When the exclusion was taken back; null while it stands.',
    }),
  })
  .openapi('Exclusion');
export type Exclusion = z.infer<typeof exclusionSchema>;

export const newExclusionSchema = z
  .strictObject({
    rater: idOfRater,
    reason: z.string().trim().min(1).max(1_000).meta({
      title: 'Reason',
      description:
        'Why, in words for whoever reads the leaderboard: how the votes were given, never what they were for.',
    }),
  })
  .openapi('NewExclusion');
export type NewExclusion = z.infer<typeof newExclusionSchema>;

const counted = (title: string, description: string, trials: string) =>
  z
    .object({
      k: z.int().meta({ title: 'k', description, unit: 'ballots' }),
      n: z.int().meta({ title: 'n', description: trials, unit: 'ballots' }),
    })
    .meta({ title, description });

export const raterReportSchema = z
  .object({
    rater: idOfRater,
    cohort,
    consentedAt,
    votes: z.int().meta({
      title: 'Votes',
      description: 'Current votes of the rater on regular ballots.',
      unit: 'votes',
    }),
    left: z.int().meta({ title: 'Left side', description: 'Votes for the left side.', unit: 'votes' }),
    right: z.int().meta({ title: 'Right side', description: 'Votes for the right side.', unit: 'votes' }),
    repeats: counted('Same when repeated', 'Repeats answered as before.', 'Repeats answered.'),
    checks: counted(
      'Checks passed',
      'Checks in which the sound explanation was preferred.',
      'Checks answered.',
    ),
    medianMs: z.number().nullable().meta({
      title: 'Median time',
      description: 'Median time to an answer, as browsers measured it; null where none did.',
      unit: 'ms',
    }),
    exclusion: exclusionSchema.nullable().meta({
      title: 'Exclusion',
      description: 'The rater’s standing exclusion; null without one.',
    }),
  })
  .openapi('RaterReport', {
    description: 'How one rater has answered: what a maintainer looks at before excluding anyone.',
  });
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
    200: json(
      z.object({
        exclusions: z
          .array(exclusionSchema)
          .meta({ title: 'Exclusions', description: 'Exclusions, newest first; withdrawn ones too.' }),
      }),
      'The exclusions, newest first',
    ),
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
    200: json(
      z.object({
        raters: z
          .array(raterReportSchema)
          .meta({ title: 'Raters', description: 'One report for each rater with a vote, most votes first.' }),
      }),
      'The raters, most votes first',
    ),
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
  request: { params: studyParams.extend({ exclusion: idOfExclusion }) },
  responses: {
    200: json(exclusionSchema, 'The exclusion, withdrawn'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema, pageField } from '../shared.ts';
import { cohort, consentedAt, idOfRater } from './raters.ts';
import { flagSchema, sentinel, sentinelReportSchema, sentinelSchema } from './sentinels.ts';
import { studyParams } from './studies.ts';

const idOfExclusion = idSchema.meta({ title: 'Exclusion', description: 'Id of the exclusion.' });

export const exclusionSchema = z
  .object({
    id: idOfExclusion,
    rater: idOfRater.nullable().meta({
      title: 'Rater',
      description: 'Random id of the rater; null where several were excluded together.',
    }),
    raters: z.int().meta({ title: 'Raters', description: 'How many were excluded.', unit: 'raters' }),
    sentinels: z.array(sentinel).meta({
      title: 'Sentinels',
      description: 'Those whose flagged raters were excluded together; none for a single rater.',
    }),
    reason: z.string().meta({
      title: 'Reason',
      description:
        'Why the votes can be left out, in words; about how they were given, never what they were for.',
    }),
    votes: z.int().meta({
      title: 'Votes',
      description: 'Current votes of the raters on regular ballots.',
      unit: 'votes',
    }),
    excludedAt: momentSchema.meta({ title: 'Since', description: 'When they were excluded.' }),
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

export const newExclusionSetSchema = z
  .strictObject({
    sentinels: z
      .array(sentinel)
      .min(1)
      .meta({ title: 'Sentinels', description: 'Every rater whom one of these flags now is excluded.' }),
    reason: newExclusionSchema.shape.reason,
  })
  .openapi('NewExclusionSet');
export type NewExclusionSet = z.infer<typeof newExclusionSetSchema>;

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
    answers: z.int().meta({
      title: 'Answers',
      description: 'Ballots that the rater has answered, repeats and checks included.',
      unit: 'ballots',
    }),
    votes: z.int().meta({
      title: 'Votes',
      description: 'Current votes of the rater on regular ballots.',
      unit: 'votes',
    }),
    left: z.int().meta({ title: 'Left side', description: 'Votes for the left side.', unit: 'votes' }),
    right: z.int().meta({ title: 'Right side', description: 'Votes for the right side.', unit: 'votes' }),
    repeats: counted('Same when repeated', 'Repeats answered as before.', 'Repeats that were answered.'),
    checks: counted(
      'Checks passed',
      'Checks in which the sound explanation was preferred.',
      'Checks that were answered.',
    ),
    medianMs: z.number().nullable().meta({
      title: 'Median time',
      description:
        'Median time to a first answer by the server’s clock: from the latest of issue, first request for the image and the answer before. Null where it was not taken.',
      unit: 'ms',
    }),
    medianOfBrowserMs: z.number().nullable().meta({
      title: 'Median time by the browser',
      description:
        'Median time from the image’s being on the screen to a first answer, as browsers measured it; null where none did.',
      unit: 'ms',
    }),
    flags: z.array(flagSchema).meta({
      title: 'Flags',
      description: 'What the sentinels found odd, each with value, threshold and n.',
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

export const listExclusions = createRoute({
  method: 'get',
  path: '/studies/{study}/exclusions',
  operationId: 'listExclusions',
  ...access('public'),
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

const ratersPerPage = 50;

export const listRaterReports = createRoute({
  method: 'get',
  path: '/studies/{study}/raters/reports',
  operationId: 'listRaterReports',
  summary: 'How raters with a vote have answered, a page at a time, and whom sentinels flag (maintainers)',
  tags,
  ...access('viewer'),
  request: {
    params: studyParams,
    query: z.object({
      sort: z.enum(['votes', 'left', 'checks', 'fast', 'flags', 'consentedAt']).default('votes').meta({
        title: 'Sort by',
        description:
          'Votes, share of the left side, share of passed checks, share of fast answers, number of flags, or when they consented.',
      }),
      order: z
        .enum(['ascending', 'descending'])
        .default('descending')
        .meta({ title: 'Order', description: 'Whether the smallest or the largest come first.' }),
      flagged: z
        .enum(['all', 'any', ...sentinelSchema.options])
        .default('all')
        .meta({
          title: 'Flagged',
          description: 'All raters, those whom any sentinel flags, or those whom one flags.',
        }),
      page: pageField(ratersPerPage),
    }),
  },
  responses: {
    200: json(
      z.object({
        raters: z
          .array(raterReportSchema)
          .max(ratersPerPage)
          .meta({ title: 'Raters', description: 'One report for each rater of this page.' }),
        total: z.int().meta({
          title: 'Total',
          description: 'Raters on all pages.',
          unit: 'raters',
        }),
        pages: z.int().meta({ title: 'Pages', description: 'How many pages there are; at least 1.' }),
        sentinels: z
          .array(sentinelReportSchema)
          .meta({ title: 'Sentinels', description: 'Every sentinel, and how many raters it flags.' }),
      }),
      'The page of raters',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

export const excludeFlagged = createRoute({
  method: 'post',
  path: '/studies/{study}/exclusions/flagged',
  operationId: 'excludeFlagged',
  summary: 'Let leaderboards leave out all raters whom some sentinels flag now (maintainers)',
  description:
    'One exclusion of several raters, which is withdrawn as one. Raters flagged later are not part of it.',
  tags,
  ...access('maintainer'),
  request: { params: studyParams, body: body(newExclusionSetSchema) },
  responses: {
    201: json(exclusionSchema, 'The exclusion'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'unsupported-media-type',
      'payload-too-large',
      'not-found',
      'nobody-flagged',
    ),
  },
});

export const excludeRater = createRoute({
  method: 'post',
  path: '/studies/{study}/exclusions',
  operationId: 'excludeRater',
  summary: 'Let leaderboards leave a rater’s votes out (maintainers)',
  description: 'The votes stay, and leaderboards can be seen with and without them.',
  tags,
  ...access('maintainer'),
  request: { params: studyParams, body: body(newExclusionSchema) },
  responses: {
    201: json(exclusionSchema, 'The exclusion'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
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
  ...access('maintainer'),
  request: { params: studyParams.extend({ exclusion: idOfExclusion }) },
  responses: {
    200: json(exclusionSchema, 'The exclusion, withdrawn'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json } from '../shared.ts';
import { intervalSchema, probabilitySchema } from './intervals.ts';
import { exclusionsQuery } from './leaderboard.ts';
import { armFields, studyParams } from './studies.ts';

const estimateSchema = (unit: string) =>
  z.object({
    estimate: z.number().meta({ title: 'Estimate', description: 'The estimated value.', unit }),
    interval: intervalSchema.meta({
      title: '95% interval',
      description: 'Confidence interval of the estimate, two-way clustered by rater and image, Student t.',
      unit,
    }),
    p: probabilitySchema.nullable().meta({
      title: 'p',
      description: 'Two-sided test that the value is 0; null where there is no variance to test with.',
      unit: 'probability',
    }),
  });

export const covariateReportSchema = z
  .object({
    covariates: z
      .array(
        z.object({
          covariate: z.enum(['side', 'words', 'boxes', 'boxed_area', 'verdict_right']).meta({
            title: 'Slug',
            description: 'Which property of the two explanations is compared.',
          }),
          title: z
            .string()
            .meta({ title: 'Covariate', description: 'Name of the covariate as pages show it.' }),
          definition: z.string().meta({
            title: 'One unit is',
            description: 'What one unit of the covariate is, in words.',
          }),
          coefficient: estimateSchema('log-odds').nullable().meta({
            title: 'Coefficient',
            description:
              'Log-odds of winning for one unit; null where the covariate never differed or nothing can be said.',
            unit: 'log-odds',
          }),
          share: probabilitySchema.nullable().meta({
            title: 'Share won',
            description:
              'Share of votes won against an equal arm that has one unit less; null with the coefficient.',
            unit: 'share',
          }),
        }),
      )
      .meta({ title: 'Covariates', description: 'What besides the arms goes with winning a vote.' }),
    ratings: z
      .array(
        z.object({
          position: armFields.position,
          name: armFields.name,
          elo: z.number().meta({
            title: 'Elo',
            description: 'Rating without covariates, around the mean of the arms listed.',
            unit: 'Elo',
          }),
          adjusted: estimateSchema('Elo').meta({
            title: 'Held equal',
            description: 'Rating with the covariates held equal, around the mean of the arms listed.',
            unit: 'Elo',
          }),
        }),
      )
      .meta({ title: 'Ratings', description: 'Ratings as they are and with the covariates held equal.' }),
    votes: z.int().meta({ title: 'Votes', description: 'Votes that the model is fitted to.', unit: 'votes' }),
    votesOfStudy: z.int().meta({
      title: 'Votes of the study',
      description:
        'Counted votes of the study; more than `votes` where only a random part was read, or arms had to be left out.',
      unit: 'votes',
    }),
    raters: z
      .int()
      .meta({ title: 'Raters', description: 'Raters who cast the fitted votes.', unit: 'raters' }),
    images: z
      .int()
      .meta({ title: 'Images', description: 'Images that the fitted votes are on.', unit: 'images' }),
    reason: z.string().nullable().meta({
      title: 'Reason',
      description: 'Why there is nothing to show, in words; null where there is.',
    }),
    notes: z.array(z.string()).meta({
      title: 'Notes',
      description: 'What limits the report, in words, e.g. that arms had to be left out.',
    }),
    method: z.string().meta({ title: 'Method', description: 'Method of the estimates and its version.' }),
  })
  .openapi('CovariateReport', {
    description: 'A Bradley–Terry model with covariates: side, length, boxes, boxed area, right verdicts.',
  });
export type CovariateReport = z.infer<typeof covariateReportSchema>;

export const readCovariates = createRoute({
  method: 'get',
  path: '/studies/{study}/covariates',
  operationId: 'readCovariates',
  ...access('public'),
  summary:
    'What besides the arms goes with winning: side, length, boxes, right verdicts; ratings with those held equal',
  tags: ['ratings'],
  request: { params: studyParams, query: z.strictObject({ exclusions: exclusionsQuery }) },
  responses: {
    200: json(covariateReportSchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden'),
  },
});

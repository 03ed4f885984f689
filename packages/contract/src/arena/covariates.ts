import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { json } from '../shared.ts';
import { exclusionsQuery, intervalSchema } from './leaderboard.ts';
import { studyParams } from './studies.ts';

const estimateSchema = z.object({
  estimate: z.number(),
  /** Two-way clustered by rater and image, Student t. */
  interval: intervalSchema,
  /** Of the hypothesis that it is 0. */
  p: z.number().min(0).max(1).nullable(),
});

export const covariateSlugSchema = z.enum(['side', 'words', 'boxes', 'boxed_area', 'verdict_right']);

export const covariateReportSchema = z
  .object({
    covariates: z.array(
      z.object({
        covariate: covariateSlugSchema,
        title: z.string(),
        /** What one unit of it is. */
        definition: z.string(),
        /** Log-odds of winning for one unit; null where it never differed or nothing can be said. */
        coefficient: estimateSchema.nullable(),
        /** Share of votes won against an equal arm that has one unit less; null with the coefficient. */
        share: z.number().min(0).max(1).nullable(),
      }),
    ),
    /** By position: rating in Elo around the mean of those listed, as it is and with the covariates held equal. */
    ratings: z.array(
      z.object({
        position: z.int(),
        name: z.string(),
        elo: z.number(),
        adjusted: estimateSchema,
      }),
    ),
    votes: z.int(),
    /** Counted votes of the study; more than `votes` where only a random part was read, or arms had to be left out. */
    votesOfStudy: z.int(),
    raters: z.int(),
    images: z.int(),
    /** Why there is nothing to show; null where there is. */
    reason: z.string().nullable(),
    notes: z.array(z.string()),
    method: z.string(),
  })
  .openapi('CovariateReport');
export type CovariateReport = z.infer<typeof covariateReportSchema>;

export const readCovariates = createRoute({
  method: 'get',
  path: '/studies/{study}/covariates',
  operationId: 'readCovariates',
  summary:
    'What besides the arms goes with winning: side, length, boxes, right verdicts; ratings with those held equal',
  tags: ['ratings'],
  request: { params: studyParams, query: z.strictObject({ exclusions: exclusionsQuery }) },
  responses: {
    200: json(covariateReportSchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

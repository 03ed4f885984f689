import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json } from '../shared.ts';
import { intervalSchema, probabilitySchema } from './intervals.ts';
import { exclusionsQuery } from './leaderboard.ts';
import { armFields, studyParams } from './studies.ts';

const shareOf = (title: string, what: string) =>
  probabilitySchema.nullable().meta({
    title,
    description: `Share of the votes that prefer an arm ${what}. Null where there is none.`,
    unit: 'share',
  });

export const strengthReportSchema = z
  .object({
    pairs: z
      .array(
        z.object({
          a: armFields.position.meta({ title: 'A', description: 'Position of the first arm.' }),
          b: armFields.position.meta({ title: 'B', description: 'Position of the second arm.' }),
          nameA: armFields.name.meta({ title: 'Arm A', description: 'Name of the first arm.' }),
          nameB: armFields.name.meta({ title: 'Arm B', description: 'Name of the second arm.' }),
          n: z.int().meta({
            title: 'n',
            description: 'Current votes on regular ballots of the pair that prefer an arm.',
            unit: 'votes',
          }),
          muchA: shareOf('A much', 'that prefer A much'),
          clearA: shareOf('A clearly', 'that prefer A clearly'),
          slightA: shareOf('A slightly', 'that prefer A slightly'),
          slightB: shareOf('B slightly', 'that prefer B slightly'),
          clearB: shareOf('B clearly', 'that prefer B clearly'),
          muchB: shareOf('B much', 'that prefer B much'),
          mean: z.number().min(1).max(3).nullable().meta({
            title: 'Mean strength',
            description:
              'Mean of slightly = 1, clearly = 2 and much = 3, whichever arm is preferred; it takes the steps for equal, which they need not be.',
          }),
          interval: intervalSchema.meta({
            title: '95% interval',
            description: 'Of the mean; two-way clustered by rater and image, Student’s t.',
          }),
        }),
      )
      .meta({ title: 'Pairs', description: 'One entry for each pair of arms with such a vote.' }),
    method: z.string().meta({ title: 'Method', description: 'Method of the numbers and its version.' }),
  })
  .openapi('StrengthReport', {
    description: 'How strong preferences are, by pair of arms. Ratings and shares do not use it.',
  });
export type StrengthReport = z.infer<typeof strengthReportSchema>;

export const readStrengths = createRoute({
  method: 'get',
  path: '/studies/{study}/strengths',
  operationId: 'readStrengths',
  ...access('public'),
  summary: 'How much better raters find the explanations that they prefer, by pair of arms',
  description: 'Of studies that ask for it; others have none (404).',
  tags: ['ratings'],
  request: { params: studyParams, query: z.strictObject({ exclusions: exclusionsQuery }) },
  responses: {
    200: json(strengthReportSchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden'),
  },
});

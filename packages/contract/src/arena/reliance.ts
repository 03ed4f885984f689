import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json } from '../shared.ts';
import { intervalSchema, probabilitySchema } from './intervals.ts';
import { exclusionsQuery } from './leaderboard.ts';
import { armFields, studyParams } from './studies.ts';

const clustered = 'Two-way clustered by rater and image, Student’s t, at 95%.';

const shareOf = (title: string, description: string) =>
  z
    .object({
      n: z.int().meta({ title: 'n', description: 'Ballots that it is a share of.', unit: 'ballots' }),
      k: z.int().meta({ title: 'k', description: 'Ballots of them that count for it.', unit: 'ballots' }),
      share: probabilitySchema.nullable().meta({
        title,
        description: `${description} Null where there is no such ballot.`,
        unit: 'share',
      }),
      interval: intervalSchema.meta({ title: '95% interval', description: clustered, unit: 'share' }),
    })
    .meta({ title, description });

const relianceFields = {
  ballots: z.int().meta({
    title: 'Ballots',
    description: 'Answered regular ballots that show the arm, with a verdict before and after.',
    unit: 'ballots',
  }),
  raters: z.int().meta({ title: 'Raters', description: 'Raters who answered them.', unit: 'raters' }),
  images: z.int().meta({ title: 'Images', description: 'Images that they are about.', unit: 'images' }),
  unreadable: z.int().meta({
    title: 'No verdict',
    description:
      'Ballots on which the arm’s explanation has no readable verdict: in the gain, but in neither over- nor under-reliance.',
    unit: 'ballots',
  }),
  before: shareOf(
    'Right before',
    'Share of the ballots whose rater was right about the image before the explanations were shown; “cannot tell” is not right.',
  ),
  after: shareOf('Right after', 'The same with the explanations.'),
  gain: z
    .object({
      n: z.int().meta({ title: 'n', description: 'Ballots that it is a mean over.', unit: 'ballots' }),
      gain: z.number().min(-1).max(1).nullable().meta({
        title: 'Gain',
        description: 'Right after less right before. Null where there is no ballot.',
        unit: 'share',
      }),
      interval: intervalSchema.meta({ title: '95% interval', description: clustered, unit: 'share' }),
    })
    .meta({ title: 'Gain', description: 'What the explanations add to the share of right verdicts.' }),
  overReliance: shareOf(
    'Over-reliance',
    'Of the ballots whose rater was right before and on which the arm’s verdict is wrong, the share that end with that wrong verdict.',
  ),
  underReliance: shareOf(
    'Under-reliance',
    'Of the ballots whose rater was not right before and on which the arm’s verdict is right, the share that end not right all the same.',
  ),
};

const relianceSchema = z.object(relianceFields);
export type Reliance = z.infer<typeof relianceSchema>;

export const relianceReportSchema = z
  .object({
    arms: z
      .array(
        z.object({
          position: armFields.position,
          name: armFields.name,
          all: relianceSchema.meta({ title: 'All', description: 'Over all ballots that show the arm.' }),
          agreeing: relianceSchema.meta({
            title: 'Agreeing',
            description:
              'Over the ballots on which both explanations have the same verdict, so that no other one pulls the other way.',
          }),
        }),
      )
      .meta({ title: 'Arms', description: 'The study’s arms by position.' }),
    method: z.string().meta({ title: 'Method', description: 'Method of the numbers and its version.' }),
  })
  .openapi('RelianceReport', {
    description:
      'How far raters follow the verdicts of explanations, rightly or wrongly. A ballot shows two arms, both of which may move its rater: it counts for each.',
  });
export type RelianceReport = z.infer<typeof relianceReportSchema>;

export const readReliance = createRoute({
  method: 'get',
  path: '/studies/{study}/reliance',
  operationId: 'readReliance',
  ...access('public'),
  summary: 'Gain, over- and under-reliance by arm, from raters’ verdicts before and after',
  description: 'Of studies that ask for raters’ own verdicts; others have none (404).',
  tags: ['ratings'],
  request: { params: studyParams, query: z.strictObject({ exclusions: exclusionsQuery }) },
  responses: {
    200: json(relianceReportSchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden'),
  },
});

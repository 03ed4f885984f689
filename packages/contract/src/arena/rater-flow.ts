import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json } from '../shared.ts';
import { studyParams } from './studies.ts';

const raters = (title: string, description: string) => z.int().meta({ title, description, unit: 'raters' });

export const raterFlowSchema = z
  .object({
    agreed: raters('Agreed', 'Raters who agreed to take part, those who took everything back too.'),
    withdrawn: raters(
      'Withdrew',
      'Of these, those who took back all that they gave. They are in no row below.',
    ),
    practised: raters('Practised', 'Of the others, those who did the practice, or whose study has none.'),
    screenedOut: raters('Screened out', 'Of the others, those who missed the required practice twice.'),
    voted: raters('Voted', 'Of the others, those with an answer to a ballot.'),
    complete: raters(
      'Complete',
      'Of those who voted, those who answered all ballots that the study asks of one; 0 without a limit.',
    ),
    ended: raters(
      'Ended',
      'Of those who voted, those who ended by themselves, before or when it was complete.',
    ),
    excluded: raters('Excluded', 'Of those who voted, those who are excluded now.'),
    counted: raters('Counted', 'Of those who voted, those who are not excluded.'),
  })
  .openapi('RaterFlow', {
    description: 'What became of everyone who agreed to take part, as the flow diagram of CONSORT has it.',
  });
export type RaterFlow = z.infer<typeof raterFlowSchema>;

export const readRaterFlow = createRoute({
  method: 'get',
  path: '/studies/{study}/rater-flow',
  operationId: 'readRaterFlow',
  ...access('public'),
  summary: 'How many raters agreed, practised, voted, withdrew and are excluded',
  description: 'As it was within the last minute.',
  tags: ['results'],
  request: { params: studyParams },
  responses: {
    200: json(raterFlowSchema, 'The flow of raters'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden'),
  },
});

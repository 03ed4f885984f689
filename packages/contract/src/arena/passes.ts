import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, imageFields, json, momentSchema } from '../shared.ts';
import { ballotParams, idOfBallot } from './ballots.ts';
import { studyParams } from './studies.ts';

export const passReasonSchema = z.enum(['picture', 'offensive', 'language', 'cannot-judge']);
export type PassReason = z.infer<typeof passReasonSchema>;

const passFields = {
  reason: passReasonSchema.meta({
    title: 'Reason',
    description:
      'Why the ballot was not judged: its image did not load or cannot be made out (`picture`), it is `offensive`, its `language` is not understood, or the rater `cannot-judge` it for another reason.',
  }),
  comment: z.string().nullable().meta({
    title: 'Comment',
    description: 'The rater’s own words; null where none were given.',
  }),
};

export const newPassSchema = z
  .strictObject({
    reason: passFields.reason,
    comment: z
      .string()
      .trim()
      .max(2_000)
      .nullable()
      .default(null)
      .meta({ ...passFields.comment.meta() }),
  })
  .openapi('NewPass');
export type NewPass = z.input<typeof newPassSchema>;

export const passSchema = z
  .object({
    ballot: idOfBallot,
    ...passFields,
    passedAt: momentSchema.meta({ title: 'Passed', description: 'When the ballot was passed.' }),
  })
  .openapi('Pass', { description: 'A ballot that its rater did not judge. It has no vote.' });
export type Pass = z.infer<typeof passSchema>;

const ballots = (title: string, description: string) => z.int().meta({ title, description, unit: 'ballots' });

/** Passed ballots by reason. */
export const byReason = {
  picture: ballots('Image', 'Ballots whose image did not load or could not be made out.'),
  offensive: ballots('Offensive', 'Ballots that the rater found offensive.'),
  language: ballots('Language', 'Ballots in a language that the rater does not understand.'),
  'cannot-judge': ballots('Cannot judge', 'Ballots that the rater could not judge for another reason.'),
};

export const passReportSchema = z
  .object({
    passed: ballots('Passed', 'Ballots that were passed and have no vote.'),
    answered: ballots('Answered', 'Ballots that have a vote.'),
    reasons: z
      .object(byReason)
      .meta({ title: 'Reasons', description: 'Passed ballots of the study by reason.' }),
    images: z
      .array(
        z.object({
          sha256: imageFields.sha256,
          path: imageFields.path,
          passed: ballots('Passed', 'Passed ballots about this image.'),
          answered: ballots('Answered', 'Ballots about this image that have a vote.'),
          ...byReason,
          comments: z.array(z.string()).meta({
            title: 'Comments',
            description: 'What raters wrote, newest first, at most five.',
          }),
        }),
      )
      .meta({
        title: 'Images',
        description: 'Images about which ballots were passed, those passed most often first; at most 200.',
      }),
  })
  .openapi('PassReport', { description: 'What raters of a study passed, and why.' });
export type PassReport = z.infer<typeof passReportSchema>;

export const passBallot = createRoute({
  method: 'post',
  path: '/ballots/{ballot}/pass',
  operationId: 'passBallot',
  summary: 'Pass on a ballot, with a reason',
  description:
    'No vote is made, and the rater is never asked about this image again. A ballot is passed once: passing it again returns the first pass (200).',
  tags: ['ballots'],
  ...access('rater'),
  request: { params: ballotParams, body: body(newPassSchema) },
  responses: {
    200: json(passSchema, 'The pass, made before'),
    201: json(passSchema, 'The pass, made now'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-your-ballot',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'ballot-answered',
      'ballot-expired',
      'too-many-requests',
      'study-not-open',
      'rater-ended',
      'rater-withdrawn',
    ),
  },
});

export const readPasses = createRoute({
  method: 'get',
  path: '/studies/{study}/passes',
  operationId: 'readPasses',
  summary: 'What raters passed, by reason and image (maintainers)',
  tags: ['exclusions'],
  ...access('viewer'),
  request: { params: studyParams },
  responses: {
    200: json(passReportSchema, 'The passes'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

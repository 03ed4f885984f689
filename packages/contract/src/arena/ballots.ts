import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema, shownExplanationSchema } from '../shared.ts';
import { progressSchema } from './raters.ts';
import { studyParams } from './studies.ts';

export const choiceSchema = z.enum(['left', 'right', 'tie', 'neither']);
export type Choice = z.infer<typeof choiceSchema>;
export const reasonSchema = z.enum(['grounding', 'text', 'verdict', 'completeness']);
export type Reason = z.infer<typeof reasonSchema>;

const imageSizeSchema = z.object({ width: z.int().positive(), height: z.int().positive() });

export const voteSchema = z
  .object({
    id: idSchema,
    ballot: idSchema,
    /** 0 for the first answer, then 1, 2, … for corrections. */
    revision: z.int().min(0),
    choice: choiceSchema,
    reasons: z.array(reasonSchema),
    comment: z.string().nullable(),
    castAt: momentSchema,
    /** Until when it may be corrected. */
    correctableUntil: momentSchema,
  })
  .openapi('Vote');
export type Vote = z.infer<typeof voteSchema>;

/** One question. Nothing in it tells which source is on which side. */
export const ballotSchema = z
  .object({
    id: idSchema,
    /** 1-based order within the rater. */
    ordinal: z.int().min(1),
    image: imageSizeSchema,
    left: shownExplanationSchema,
    right: shownExplanationSchema,
    issuedAt: momentSchema,
    expiresAt: momentSchema,
    vote: voteSchema.nullable(),
  })
  .openapi('Ballot');
export type Ballot = z.infer<typeof ballotSchema>;

export const practiceBallotSchema = z
  .object({
    position: z.int().min(0),
    image: imageSizeSchema,
    left: shownExplanationSchema,
    right: shownExplanationSchema,
  })
  .openapi('PracticeBallot');
export type PracticeBallot = z.infer<typeof practiceBallotSchema>;

export const newVoteSchema = z
  .strictObject({
    choice: choiceSchema,
    reasons: z.array(reasonSchema).max(4).default([]),
    comment: z.string().trim().max(2_000).nullable().default(null),
    /** Milliseconds from showing to answer. */
    responseMs: z.int().min(0).max(86_400_000).nullable().default(null),
    input: z.enum(['pointer', 'keyboard', 'form']).default('form'),
  })
  .openapi('NewVote');
export type NewVote = z.input<typeof newVoteSchema>;

export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(100)
    .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces')
    .openapi({
      description:
        'The same key with the same answer returns the first result; make a new one for each answer.',
    }),
});

export const ballotParams = z.object({ ballot: idSchema });
const tags = ['ballots'];
const security = [{ rater: [] }];

export const drawBallots = createRoute({
  method: 'post',
  path: '/studies/{study}/ballots',
  operationId: 'drawBallots',
  summary: 'The rater’s open ballots, drawing new ones until there are as many as asked for',
  description:
    'Open ballots come first, oldest first, so a reload or a second tab gets the same ones. Fewer than asked for, and `exhausted: true`, when nothing is left to ask this rater.',
  tags,
  security,
  request: {
    params: studyParams,
    body: body(z.strictObject({ ahead: z.int().min(1).max(3).default(2) }).openapi('DrawBallots')),
  },
  responses: {
    200: json(
      z
        .object({ ballots: z.array(ballotSchema), exhausted: z.boolean(), progress: progressSchema })
        .openapi('DrawnBallots'),
      'The open ballots',
    ),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'study-not-open',
      'practice-needed',
    ),
  },
});

export const readBallot = createRoute({
  method: 'get',
  path: '/ballots/{ballot}',
  operationId: 'readBallot',
  summary: 'One of the rater’s own ballots, with its current vote',
  tags,
  security,
  request: { params: ballotParams },
  responses: {
    200: json(ballotSchema, 'The ballot'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-your-ballot', 'not-found'),
  },
});

const imageResponse = {
  description: 'The image',
  content: {
    'image/png': { schema: z.string().openapi({ format: 'binary' }) },
    'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) },
    'image/webp': { schema: z.string().openapi({ format: 'binary' }) },
  },
};

export const readBallotImage = createRoute({
  method: 'get',
  path: '/ballots/{ballot}/image',
  operationId: 'readBallotImage',
  summary: 'The image of one of the rater’s own ballots',
  tags,
  security,
  request: { params: ballotParams },
  responses: {
    200: imageResponse,
    ...problemResponses('invalid-request', 'unauthenticated', 'not-your-ballot', 'not-found'),
  },
});

export const castVote = createRoute({
  method: 'post',
  path: '/ballots/{ballot}/votes',
  operationId: 'castVote',
  summary: 'Answer a ballot, or correct the answer',
  description:
    'Accepted once: a retry with the same key returns the first result (200). Another answer with another key, within the study’s correction window, is a correction that supersedes (201).',
  tags,
  security,
  request: { params: ballotParams, headers: idempotencyHeader, body: body(newVoteSchema) },
  responses: {
    200: json(voteSchema, 'The vote, accepted before'),
    201: json(voteSchema, 'The vote, accepted now'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-your-ballot',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'ballot-expired',
      'study-not-open',
      'correction-window-closed',
      'idempotency-key-reused',
    ),
  },
});

export const listPractice = createRoute({
  method: 'get',
  path: '/studies/{study}/practice',
  operationId: 'listPractice',
  summary: 'The guide’s practice ballots',
  tags,
  security,
  request: { params: studyParams },
  responses: {
    200: json(z.object({ ballots: z.array(practiceBallotSchema) }), 'The practice ballots'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

const practiceParams = studyParams.extend({
  position: z.coerce
    .number()
    .int()
    .min(0)
    .max(99)
    // Told outright: of input that is coerced, the schema knows neither the type nor that it must be there.
    .openapi({ type: 'integer', minimum: 0, maximum: 99, param: { required: true } }),
});

export const readPracticeImage = createRoute({
  method: 'get',
  path: '/studies/{study}/practice/{position}/image',
  operationId: 'readPracticeImage',
  summary: 'The image of a practice ballot',
  tags,
  security,
  request: { params: practiceParams },
  responses: { 200: imageResponse, ...problemResponses('invalid-request', 'unauthenticated', 'not-found') },
});

export const practiceFeedbackSchema = z
  .object({ expected: choiceSchema, agreed: z.boolean(), feedback: z.string(), practised: z.boolean() })
  .openapi('PracticeFeedback');

export const answerPractice = createRoute({
  method: 'post',
  path: '/studies/{study}/practice/{position}',
  operationId: 'answerPractice',
  summary: 'Answer a practice ballot and read the feedback; it is never counted',
  description: 'Answering the last one marks the rater as practised.',
  tags,
  security,
  request: {
    params: practiceParams,
    body: body(z.strictObject({ choice: choiceSchema }).openapi('PracticeAnswer')),
  },
  responses: {
    200: json(practiceFeedbackSchema, 'The feedback'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
    ),
  },
});

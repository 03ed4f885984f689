import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { ballotExplanationSchema, body, idSchema, json, momentSchema, sizeFields } from '../shared.ts';
import { progressSchema } from './raters.ts';
import { imageResponse, lookWords, tileParams, tileWords } from './picture-parts.ts';
import { studyParams } from './studies.ts';
import { textLanguageSchema } from './translations.ts';

export const choiceSchema = z.enum(['left', 'right', 'tie', 'neither']);
export type Choice = z.infer<typeof choiceSchema>;
export const reasonSchema = z.enum(['grounding', 'text', 'verdict', 'completeness']);
export type Reason = z.infer<typeof reasonSchema>;

export const strengthSchema = z.enum(['slight', 'clear', 'much']);
export type Strength = z.infer<typeof strengthSchema>;
export const raterVerdictSchema = z.enum(['real', 'generated', 'cannot-tell']);
export type RaterVerdict = z.infer<typeof raterVerdictSchema>;

const answerTo = (what: string) =>
  choiceSchema
    .optional()
    .meta({ title: what, description: `Answer to the question ${what.toLowerCase()}, where it is asked.` });
export const furtherAnswersSchema = z
  .strictObject({
    overall: answerTo('Overall'),
    where: answerTo('Where'),
    why: answerTo('Why'),
    verdict: answerTo('Verdict'),
  })
  .meta({
    title: 'Further answers',
    description: 'Answers to the study’s questions after the main one, each by the name of its question.',
  });
export type FurtherAnswers = z.infer<typeof furtherAnswersSchema>;

export const shownFields = {
  image: z.object(sizeFields).meta({ title: 'Image', description: 'Size of the image that is judged.' }),
  left: ballotExplanationSchema.meta({ title: 'Left', description: 'Explanation on the left side.' }),
  right: ballotExplanationSchema.meta({ title: 'Right', description: 'Explanation on the right side.' }),
};
export const idOfBallot = idSchema.meta({ title: 'Ballot', description: 'Id of the ballot.' });

/** Fields of an answer that several schemas hold. */
export const answerFields = {
  choice: choiceSchema.meta({
    title: 'Preferred',
    description:
      'Which explanation is better: the `left` or the `right` one, both equally (`tie`), or `neither` is acceptable.',
  }),
  revision: z.int().min(0).meta({
    title: 'Revision',
    description: '0 for the first answer to the ballot, then 1, 2, … for corrections.',
  }),
  reasons: z.array(reasonSchema).meta({
    title: 'Reasons',
    description:
      'What decided: where the regions lie (`grounding`), what is said (`text`), the `verdict`, or `completeness`.',
  }),
  answers: furtherAnswersSchema,
  strength: strengthSchema.nullable().meta({
    title: 'Strength',
    description:
      'How much better the preferred explanation is; null where the study does not ask, and for `tie` and `neither`.',
  }),
  verdictAfter: raterVerdictSchema.nullable().meta({
    title: 'Verdict after',
    description:
      'What the rater takes the image for after reading the explanations; null where the study does not ask.',
  }),
  comment: z.string().nullable().meta({
    title: 'Comment',
    description: 'The rater’s own words; null where none were given.',
  }),
  castAt: momentSchema.meta({ title: 'Cast', description: 'When the answer was accepted.' }),
};

export const voteSchema = z
  .object({
    id: idSchema.meta({ title: 'Vote', description: 'Id of the vote.' }),
    ballot: idOfBallot,
    revision: answerFields.revision,
    choice: answerFields.choice,
    answers: answerFields.answers,
    strength: answerFields.strength,
    verdictAfter: answerFields.verdictAfter,
    reasons: answerFields.reasons,
    comment: answerFields.comment,
    castAt: answerFields.castAt,
    correctableUntil: momentSchema.meta({
      title: 'Correctable until',
      description: 'Until when the answer may be corrected.',
    }),
  })
  .openapi('Vote');
export type Vote = z.infer<typeof voteSchema>;

export const ballotSchema = z
  .object({
    id: idOfBallot,
    ordinal: z.int().min(1).meta({
      title: 'Number',
      description: 'Order of the ballot among the rater’s own, counted from 1.',
    }),
    image: shownFields.image,
    left: shownFields.left.nullable().meta({
      title: 'Left',
      description:
        'Explanation on the left side; null until the rater has given the verdict that comes first.',
    }),
    right: shownFields.right.nullable().meta({
      title: 'Right',
      description:
        'Explanation on the right side; null until the rater has given the verdict that comes first.',
    }),
    verdictBefore: z
      .object({
        verdict: raterVerdictSchema.meta({
          title: 'Verdict before',
          description: 'What the rater took the image for before the explanations were shown.',
        }),
        givenAt: momentSchema.meta({ title: 'Given', description: 'When that was said.' }),
      })
      .nullable()
      .meta({
        title: 'Verdict before',
        description: 'The verdict that came first; null where the study does not ask, or not given yet.',
      }),
    issuedAt: momentSchema.meta({ title: 'Issued', description: 'When the ballot was drawn.' }),
    expiresAt: momentSchema.meta({
      title: 'Expires',
      description: 'When the ballot can no longer be answered for the first time.',
    }),
    vote: voteSchema.nullable().meta({
      title: 'Vote',
      description: 'The rater’s current answer; null until there is one.',
    }),
  })
  .openapi('Ballot', {
    description: 'One question to one rater. Nothing in it tells which source is on which side.',
  });
export type Ballot = z.infer<typeof ballotSchema>;

export const practiceBallotSchema = z
  .object({
    position: z.int().min(0).meta({
      title: 'Number',
      description: 'Which of the study’s practice ballots it is, counted from 0.',
    }),
    ...shownFields,
  })
  .openapi('PracticeBallot');
export type PracticeBallot = z.infer<typeof practiceBallotSchema>;

export const newVoteSchema = z
  .strictObject({
    choice: answerFields.choice,
    answers: answerFields.answers.default({}).meta({ ...answerFields.answers.meta() }),
    strength: answerFields.strength.default(null).meta({ ...answerFields.strength.meta() }),
    verdictAfter: answerFields.verdictAfter.default(null).meta({ ...answerFields.verdictAfter.meta() }),
    reasons: z
      .array(reasonSchema)
      .max(4)
      .default([])
      .meta({ ...answerFields.reasons.meta() }),
    comment: z
      .string()
      .trim()
      .max(2_000)
      .nullable()
      .default(null)
      .meta({ ...answerFields.comment.meta() }),
    responseMs: z.int().min(0).max(86_400_000).nullable().default(null).meta({
      title: 'Time',
      description:
        'Time from the image’s being on the screen to the answer, or from the explanations’ being shown where a verdict came first, as the browser measured it; null if unknown. The server takes its own time as well.',
      unit: 'ms',
    }),
    loadingMs: z.int().min(0).max(86_400_000).nullable().default(null).meta({
      title: 'Loading time',
      description:
        'Time from showing the ballot to its image’s being on the screen, as the browser measured it; null if unknown.',
      unit: 'ms',
    }),
    input: z.enum(['pointer', 'keyboard', 'form']).default('form').meta({
      title: 'Input',
      description: 'How the answer was given: by pointer, by key, or by a form without scripts.',
    }),
    first: z.boolean().default(false).meta({
      title: 'First',
      description:
        'Whether the answer is meant as the first one: it is then refused where the ballot has another answer, given in another window, and does not correct it.',
    }),
  })
  .openapi('NewVote');
export type NewVote = z.input<typeof newVoteSchema>;

export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(100)
    .regex(/^[\x21-\x7e]+$/, 'Only printable ASCII without spaces')
    .meta({
      title: 'Idempotency key',
      description:
        'The same key with the same answer returns the first result; make a new one for each answer.',
    }),
});

export const ballotParams = z.object({ ballot: idOfBallot });
const tags = ['ballots'];

export const drawBallots = createRoute({
  method: 'post',
  path: '/studies/{study}/ballots',
  operationId: 'drawBallots',
  summary: 'The rater’s open ballots, drawing new ones until there are as many as asked for',
  description:
    'Open ballots come first, oldest first, so a reload or a second tab gets the same ones. Fewer than asked for, and `exhausted: true`, when nothing is left to ask this rater.',
  tags,
  ...access('rater'),
  request: {
    params: studyParams,
    body: body(
      z
        .strictObject({
          ahead: z.int().min(1).max(3).default(2).meta({
            title: 'Ahead',
            description: 'Open ballots to have at hand, so that the next one shows at once.',
            unit: 'ballots',
          }),
        })
        .openapi('DrawBallots'),
    ),
  },
  responses: {
    200: json(
      z
        .object({
          ballots: z
            .array(ballotSchema)
            .meta({ title: 'Ballots', description: 'Open ballots, oldest first.' }),
          exhausted: z.boolean().meta({
            title: 'Exhausted',
            description: 'Whether nothing is left to ask this rater.',
          }),
          progress: progressSchema.meta({ title: 'Progress', description: 'How far the rater is.' }),
        })
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
      'study-paused',
      'practice-needed',
      'too-many-requests',
      'screened-out',
      'consent-changed',
      'over-quota',
      'rater-ended',
      'rater-withdrawn',
    ),
  },
});

export const readBallot = createRoute({
  method: 'get',
  path: '/ballots/{ballot}',
  operationId: 'readBallot',
  summary: 'One of the rater’s own ballots, with its current vote',
  tags,
  ...access('rater'),
  request: { params: ballotParams },
  responses: {
    200: json(ballotSchema, 'The ballot'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-your-ballot', 'not-found'),
  },
});

export const readBallotImage = createRoute({
  method: 'get',
  path: '/ballots/{ballot}/image',
  operationId: 'readBallotImage',
  summary: 'The image of one of the rater’s own ballots',
  description: lookWords,
  tags,
  ...access('rater'),
  request: { params: ballotParams },
  responses: {
    200: imageResponse,
    ...problemResponses('invalid-request', 'unauthenticated', 'not-your-ballot', 'not-found'),
  },
});

export const readBallotTile = createRoute({
  method: 'get',
  path: '/ballots/{ballot}/tiles/{level}/{column}/{row}',
  operationId: 'readBallotTile',
  summary: 'A tile of the image of one of the rater’s own ballots, for magnifying it',
  description: tileWords,
  tags,
  ...access('rater'),
  request: { params: ballotParams.extend(tileParams) },
  responses: {
    200: imageResponse,
    ...problemResponses('invalid-request', 'unauthenticated', 'not-your-ballot', 'not-found'),
  },
});

export const newVerdictSchema = z
  .strictObject({
    verdict: raterVerdictSchema.meta({
      title: 'Verdict',
      description: 'What the rater takes the image for: `real`, `generated`, or `cannot-tell`.',
    }),
    responseMs: z.int().min(0).max(86_400_000).nullable().default(null).meta({
      title: 'Time',
      description:
        'Time from the image’s being on the screen to the verdict, as the browser measured it; null if unknown.',
      unit: 'ms',
    }),
  })
  .openapi('NewVerdict');
export type NewVerdict = z.input<typeof newVerdictSchema>;

export const giveVerdict = createRoute({
  method: 'post',
  path: '/ballots/{ballot}/verdict',
  operationId: 'giveVerdict',
  summary: 'Say what the image is taken for, before the explanations are shown',
  description:
    'Of studies that ask about reliance. It is kept once, and the answer is the ballot with its explanations; the same verdict again changes nothing, another one is refused.',
  tags,
  ...access('rater'),
  request: { params: ballotParams, body: body(newVerdictSchema) },
  responses: {
    200: json(ballotSchema, 'The ballot with its explanations'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-your-ballot',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'verdict-given',
      'ballot-passed',
      'ballot-expired',
      'study-not-open',
      'too-many-requests',
      'rater-ended',
      'rater-withdrawn',
    ),
  },
});

export const castVote = createRoute({
  method: 'post',
  path: '/ballots/{ballot}/votes',
  operationId: 'castVote',
  summary: 'Answer a ballot, or correct the answer',
  description:
    'Every question of the study must be answered, and no other. Accepted once: a retry with the same key returns the first result (200). Another answer with another key, within the study’s correction window, is a correction that supersedes (201).',
  tags,
  ...access('rater'),
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
      'verdict-needed',
      'ballot-answered',
      'ballot-passed',
      'ballot-expired',
      'study-not-open',
      'correction-window-closed',
      'idempotency-key-reused',
      'too-many-requests',
      'rater-ended',
      'rater-withdrawn',
    ),
  },
});

const attemptSchema = (number: z.ZodNumber | z.ZodCoercedNumber) =>
  number.min(1).max(2).default(1).openapi({ type: 'integer', minimum: 1, maximum: 2, default: 1 }).meta({
    title: 'Attempt',
    description:
      'Which attempt at the practice: 2 where the study requires right answers and the first gave too few.',
  });

export const listPractice = createRoute({
  method: 'get',
  path: '/studies/{study}/practice',
  operationId: 'listPractice',
  summary: 'The guide’s practice ballots, as this rater is shown them',
  tags,
  ...access('rater'),
  request: { params: studyParams, query: z.object({ attempt: attemptSchema(z.coerce.number().int()) }) },
  responses: {
    200: json(
      z.object({
        ballots: z.array(practiceBallotSchema).meta({
          title: 'Practice ballots',
          description:
            'The guide’s ballots in the order in which they are shown; at the second attempt with sides and order drawn anew.',
        }),
        attempts: z.int().min(1).max(2).meta({
          title: 'Attempts',
          description: 'Attempts that the rater has had, the one under way included.',
          unit: 'attempts',
        }),
      }),
      'The practice ballots',
    ),
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
    .openapi({
      type: 'integer',
      minimum: 0,
      maximum: 99,
      param: { required: true },
    })
    .meta({
      title: 'Number',
      description: 'Which of the study’s practice ballots is meant, counted from 0.',
    }),
});

export const readPracticeImage = createRoute({
  method: 'get',
  path: '/studies/{study}/practice/{position}/image',
  operationId: 'readPracticeImage',
  summary: 'The image of a practice ballot',
  description: lookWords,
  tags,
  ...access('rater'),
  request: { params: practiceParams },
  responses: { 200: imageResponse, ...problemResponses('invalid-request', 'unauthenticated', 'not-found') },
});

export const readPracticeTile = createRoute({
  method: 'get',
  path: '/studies/{study}/practice/{position}/tiles/{level}/{column}/{row}',
  operationId: 'readPracticeTile',
  summary: 'A tile of the image of a practice ballot, for magnifying it',
  description: tileWords,
  tags,
  ...access('rater'),
  request: { params: practiceParams.extend(tileParams) },
  responses: { 200: imageResponse, ...problemResponses('invalid-request', 'unauthenticated', 'not-found') },
});

export const practiceFeedbackSchema = z
  .object({
    expected: choiceSchema.meta({ title: 'Expected', description: 'Answer that the guide holds for right.' }),
    choice: choiceSchema.meta({
      title: 'Answer',
      description: 'Answer that counts for this practice ballot: the first one of the attempt.',
    }),
    agreed: z.boolean().meta({ title: 'Agreed', description: 'Whether it is the expected one.' }),
    feedback: z.string().meta({ title: 'Feedback', description: 'Why the expected answer is right.' }),
    right: z.int().meta({
      title: 'Right',
      description: 'Practice ballots of the attempt that were answered as expected so far.',
      unit: 'ballots',
    }),
    outcome: z.enum(['under-way', 'practised', 'again', 'screened-out']).meta({
      title: 'Outcome',
      description:
        '`under-way` while practice ballots are left; then `practised`, or where too few answers were right, `again` after the first attempt and `screened-out` after the second.',
    }),
  })
  .openapi('PracticeFeedback');

export const answerPractice = createRoute({
  method: 'post',
  path: '/studies/{study}/practice/{position}',
  operationId: 'answerPractice',
  summary: 'Answer a practice ballot and read the feedback; it is never counted',
  description:
    'Answering all of them ends the practice. Where the study requires right answers and too few were, there is a second attempt; after that the rater is screened out.',
  tags,
  ...access('rater'),
  request: {
    params: practiceParams,
    body: body(
      z
        .strictObject({
          choice: answerFields.choice,
          attempt: attemptSchema(z.int()),
          language: textLanguageSchema.default('en').meta({
            title: 'Language',
            description: 'The language that the feedback is wanted in.',
          }),
        })
        .openapi('PracticeAnswer'),
    ),
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

import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, json, momentSchema, pageField } from '../shared.ts';
import { answerFields, choiceSchema, raterVerdictSchema, reasonSchema } from './ballots.ts';
import { passReasonSchema } from './passes.ts';
import { cohort, consentedAt, enrolledSchema, idOfRater, raterStateSchema } from './raters.ts';
import { consentVersion, studyFields, studyParams } from './studies.ts';

const gavePerPage = 50;

const givenSchema = z.object({
  ballot: z.uuid().meta({ title: 'Ballot', description: 'Id of the ballot.' }),
  ordinal: z.int().meta({ title: 'Ordinal', description: 'Which of the rater’s ballots it was, from 1.' }),
  revision: z
    .int()
    .nullable()
    .meta({ title: 'Revision', description: '0 for a first answer; null for a pass.' }),
  choice: choiceSchema.nullable().meta({ title: 'Choice', description: 'The answer; null for a pass.' }),
  passed: passReasonSchema.nullable().meta({
    title: 'Passed',
    description: 'Why the ballot was passed; null for a vote.',
  }),
  answers: answerFields.answers,
  strength: answerFields.strength,
  verdictBefore: raterVerdictSchema.nullable().meta({
    title: 'Verdict before',
    description: 'What the image was taken for before the explanations were shown; null: not asked.',
  }),
  verdictBeforeAt: momentSchema.nullable().meta({
    title: 'Verdict before, at',
    description: 'When that verdict was given; null: not asked.',
  }),
  verdictAfter: answerFields.verdictAfter,
  reasons: z.array(reasonSchema).meta({ title: 'Reasons', description: 'Reasons that were chosen.' }),
  comment: z.string().nullable().meta({ title: 'Comment', description: 'What was written; null: nothing.' }),
  responseMs: z.int().nullable().meta({
    title: 'Time',
    description: 'From the picture’s being on the screen to the answer, as the browser saw it.',
    unit: 'ms',
  }),
  at: momentSchema.meta({ title: 'At', description: 'When it was given.' }),
});

const ownFields = {
  rater: idOfRater,
  study: studyFields.slug,
  cohort,
  consentedAt,
  agreements: z
    .array(
      z.object({
        version: consentVersion,
        agreedAt: momentSchema.meta({ title: 'Agreed', description: 'When the rater agreed to it.' }),
      }),
    )
    .meta({ title: 'Agreements', description: 'Texts that the rater agreed to.' }),
  participant: z
    .object({
      participant: z
        .string()
        .nullable()
        .meta({ title: 'Participant', description: 'The panel’s id of the rater.' }),
      panelStudy: z.string().nullable().meta({ title: 'Study', description: 'The panel’s id of the study.' }),
      panelSession: z
        .string()
        .nullable()
        .meta({ title: 'Session', description: 'The panel’s id of the turn.' }),
    })
    .nullable()
    .meta({ title: 'Panel’s ids', description: 'What a panel told of the rater; null where none did.' }),
  practice: z
    .array(
      z.object({
        attempt: z.int().meta({ title: 'Attempt', description: 'First or second one.' }),
        position: z.int().meta({ title: 'Position', description: 'Which practice ballot.' }),
        choice: choiceSchema.meta({ title: 'Choice', description: 'The answer that was given.' }),
        at: momentSchema.meta({ title: 'At', description: 'When it was given.' }),
      }),
    )
    .meta({ title: 'Practice', description: 'Answers in the practice.' }),
  withdrawnAt: momentSchema.nullable().meta({
    title: 'Withdrawn',
    description: 'When all of it was withdrawn; null until then.',
  }),
  withdrawUntil: studyFields.withdrawUntil,
};

export const ownDataSchema = z
  .object({
    ...ownFields,
    given: z.array(givenSchema).max(gavePerPage).meta({
      title: 'Given',
      description: 'Votes and passes of this page, newest first; nothing of the arms.',
    }),
    total: z.int().meta({ title: 'Total', description: 'Votes and passes on all pages.' }),
    pages: z.int().meta({ title: 'Pages', description: 'How many pages there are; at least 1.' }),
    mayWithdraw: z.boolean().meta({
      title: 'May withdraw',
      description: 'Whether it can be withdrawn now: not yet done, and the study’s deadline has not passed.',
    }),
    hasResumeLink: z.boolean().meta({
      title: 'Has a link',
      description: 'Whether a link was made by which the rater goes on in another browser.',
    }),
  })
  .openapi('OwnData', { description: 'What a rater gave to a study.' });
export type OwnData = z.infer<typeof ownDataSchema>;

export const ownDataFileSchema = z
  .object({
    ...ownFields,
    given: z
      .array(givenSchema)
      .meta({ title: 'Given', description: 'Votes and passes, oldest first; nothing of the arms.' }),
  })
  .openapi('OwnDataFile');
export type OwnDataFile = z.infer<typeof ownDataFileSchema>;

const resumeSecret = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'Not the secret of a link to go on: copy the link whole');

const tags = ['raters'];

export const readOwnData = createRoute({
  method: 'get',
  path: '/studies/{study}/raters/me/data',
  operationId: 'readOwnData',
  summary: 'What this rater gave, a page at a time',
  tags,
  ...access('rater'),
  request: { params: studyParams, query: z.object({ page: pageField(gavePerPage) }) },
  responses: {
    200: json(ownDataSchema, 'The rater’s data'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const downloadOwnData = createRoute({
  method: 'get',
  path: '/studies/{study}/raters/me/data.json',
  operationId: 'downloadOwnData',
  summary: 'All that this rater gave, as one file',
  tags,
  ...access('rater'),
  request: { params: studyParams },
  responses: {
    200: json(ownDataFileSchema, 'The rater’s data'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const withdrawRater = createRoute({
  method: 'post',
  path: '/studies/{study}/raters/me/withdrawal',
  operationId: 'withdrawRater',
  summary: 'Withdraw all that this rater gave, for good',
  description:
    'Votes count nowhere from then on, comments and a panel’s ids are erased, and the rater votes no more. Withdrawing twice changes nothing.',
  tags,
  ...access('rater'),
  request: { params: studyParams },
  responses: {
    200: json(raterStateSchema, 'The rater’s state'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'withdrawal-closed'),
  },
});

export const makeResumeLink = createRoute({
  method: 'post',
  path: '/studies/{study}/raters/me/resume-link',
  operationId: 'makeResumeLink',
  summary: 'Make a secret by which this rater goes on in another browser',
  description: 'Shown once; only its hash is kept. A secret made before does not count any more.',
  tags,
  ...access('rater'),
  request: { params: studyParams },
  responses: {
    201: json(
      z
        .object({
          secret: resumeSecret.meta({ title: 'Secret', description: 'What the link holds.' }),
          path: z.string().meta({ title: 'Path', description: 'Where the link leads on the site.' }),
        })
        .openapi('ResumeLink'),
      'The secret',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const resumeRater = createRoute({
  method: 'post',
  path: '/studies/{study}/raters/resume',
  operationId: 'resumeRater',
  ...access('public'),
  summary: 'Go on as the rater of a secret, with a new token',
  description:
    'The token that the rater had before does not count any more. The secret does, until another is made.',
  tags,
  request: {
    params: studyParams,
    body: body(
      z
        .strictObject({
          secret: resumeSecret.meta({ title: 'Secret', description: 'What the link holds.' }),
        })
        .openapi('ResumeSecret'),
    ),
  },
  responses: {
    200: json(enrolledSchema, 'The rater, with the new token'),
    ...problemResponses(
      'invalid-request',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'too-many-requests',
      'resume-link-not-valid',
    ),
  },
});

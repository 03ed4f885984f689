import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { idSchema, imageFields, json, momentSchema } from '../shared.ts';
import { choiceSchema } from './ballots.ts';
import { byReason, passReasonSchema } from './passes.ts';
import { cohort } from './raters.ts';
import { sentinelReportSchema } from './sentinels.ts';
import { armFields, paySchema, studyFields, studyParams, studyQuestionSchema } from './studies.ts';

const tags = ['studies'];

const ballots = (title: string, description: string) => z.int().meta({ title, description, unit: 'ballots' });
const votes = (title: string, description: string) => z.int().meta({ title, description, unit: 'votes' });
const raters = (title: string, description: string) => z.int().meta({ title, description, unit: 'raters' });

const balance = (title: string, of: string) =>
  z
    .object({
      n: z.int().meta({ title: 'n', description: `How many ${of} can be asked about.` }),
      none: z.int().meta({ title: 'None', description: `How many ${of} no ballot has shown.` }),
      min: ballots('Fewest', `Fewest ballots that one of the ${of} had.`),
      median: z.number().meta({
        title: 'Median',
        description: `Ballots that the middle one of the ${of} had.`,
        unit: 'ballots',
      }),
      max: ballots('Most', `Most ballots that one of the ${of} had.`),
    })
    .meta({ title, description: `How evenly ballots are spread over ${of}.` });

export const studyMonitorSchema = z
  .object({
    at: momentSchema.meta({ title: 'At', description: 'When it was counted, by the database’s clock.' }),
    votes: votes('Votes', 'Current votes on regular ballots.'),
    plannedVotes: studyFields.plannedVotes,
    pace: z.number().nullable().meta({
      title: 'Answers an hour',
      description:
        'Ballots answered an hour, over the last 24 hours or since it was opened, until it was closed; null before the first hour is over. Pauses count as time.',
      unit: 'ballots',
    }),
    left: z
      .object({
        votes: votes('Votes left', 'Votes that are missing to what is planned.'),
        hours: z.number().nullable().meta({
          title: 'Time left',
          description: 'Time until they are there at this pace; null where nobody answers.',
          unit: 'hours',
        }),
      })
      .nullable()
      .meta({
        title: 'Left',
        description: 'What is missing to the planned votes; null where nothing is planned.',
      }),
    hours: z
      .array(
        z.object({
          start: momentSchema.meta({ title: 'Hour', description: 'When the hour begins, UTC.' }),
          answers: ballots('Answers', 'Ballots of every kind that were answered for the first time in it.'),
          raters: raters('Raters', 'Raters who answered in it.'),
          passes: ballots('Passed', 'Ballots that were passed in it.'),
        }),
      )
      .meta({
        title: 'Hours',
        description:
          'The last 48 hours or fewer, oldest first; the last one is not over. Hours that began before the newest 20,000 answers are left out.',
      }),
    ballots: z
      .object({
        drawn: ballots('Drawn', 'Ballots of every kind that were drawn.'),
        answered: ballots('Answered', 'Of these, those with an answer.'),
        passed: ballots('Passed', 'Of these, those that were passed.'),
        unanswered: ballots('Unanswered', 'Of these, the others: open still, or left until they expired.'),
      })
      .meta({ title: 'Ballots', description: 'What became of the ballots that were drawn.' }),
    passes: z.object(byReason).meta({ title: 'Passed', description: 'Passed ballots by reason.' }),
    exposure: z
      .object({
        arms: balance('Arms', 'arms'),
        pairs: balance('Pairs', 'pairs of arms'),
        images: balance('Images', 'images'),
      })
      .meta({
        title: 'Exposure',
        description: 'Regular ballots that were drawn and answered, or still may be.',
      }),
    arms: z
      .array(
        z.object({
          position: armFields.position,
          name: armFields.name,
          shown: ballots('Shown', 'Regular ballots that show it.'),
          left: ballots('On the left', 'Of these, those that show it on the left.'),
        }),
      )
      .meta({ title: 'Arms', description: 'How often each arm was shown, by position.' }),
    questions: z
      .array(
        z.object({
          question: studyQuestionSchema.meta({
            title: 'Question',
            description: 'Which of the study’s questions.',
          }),
          n: votes('n', 'Votes whose answers are counted: the newest regular ones, 1,000 at most.'),
          left: votes('A', 'Of these, those that answer A, on the left.'),
          right: votes('B', 'Of these, those that answer B, on the right.'),
          tie: votes('Tie', 'Of these, those that answer tie.'),
          neither: votes('Neither', 'Of these, those that answer neither.'),
        }),
      )
      .meta({
        title: 'Answers',
        description: 'How raters lately answer each question, in the study’s order.',
      }),
    cohorts: z
      .array(
        z.object({
          cohort,
          raters: raters('Raters', 'Raters who took part.'),
          practised: raters('Practised', 'Of these, those who did the practice.'),
          screenedOut: raters('Screened out', 'Of these, those who missed the practice twice.'),
          voted: raters('Answered', 'Of these, those with an answer.'),
          complete: raters(
            'Complete',
            'Of these, those who answered all ballots that the study asks of one; 0 without a limit.',
          ),
          answers: ballots('Answers', 'Ballots that they answered.'),
          votes: votes('Votes', 'Their current votes on regular ballots.'),
        }),
      )
      .meta({ title: 'Cohorts', description: 'Raters by how they came.' }),
    checks: z
      .object({
        n: ballots('Checks', 'Checks that were answered.'),
        passed: ballots('Passed', 'Of these, those in which the sound explanation was preferred.'),
      })
      .meta({ title: 'Checks', description: 'Attention checks, and how raters did in them.' }),
    sentinels: z
      .array(sentinelReportSchema)
      .meta({ title: 'Sentinels', description: 'How many raters each sentinel flags.' }),
    cost: z
      .object({
        pay: paySchema.meta({ title: 'Pay', description: 'What raters are paid, as the study says.' }),
        units: z.number().meta({
          title: 'Paid',
          description:
            'Raters who are paid: those who are complete, or without a limit all who answered; or hours: answers at the median time a ballot.',
        }),
        soFar: z.number().meta({
          title: 'Cost so far',
          description: 'What the study cost until now, in the currency of its pay.',
        }),
        planned: z.number().nullable().meta({
          title: 'Cost planned',
          description: 'What it will have cost at the planned votes; null where that is unknown.',
        }),
      })
      .nullable()
      .meta({ title: 'Cost', description: 'What raters are paid, without fees; null where no pay is set.' }),
  })
  .openapi('StudyMonitor', { description: 'How a study is getting on.' });
export type StudyMonitor = z.infer<typeof studyMonitorSchema>;

export const readMonitor = createRoute({
  method: 'get',
  path: '/studies/{study}/monitor',
  operationId: 'readMonitor',
  summary: 'How a study is getting on (maintainers)',
  tags,
  ...access('viewer'),
  request: { params: studyParams },
  responses: {
    200: json(studyMonitorSchema, 'The monitor'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

export const studyCommentSchema = z
  .object({
    ballot: idSchema.meta({ title: 'Ballot', description: 'Id of the ballot.' }),
    at: momentSchema.meta({ title: 'Written', description: 'When the vote was cast, or the ballot passed.' }),
    comment: z.string().meta({ title: 'Comment', description: 'The rater’s own words.' }),
    choice: choiceSchema
      .nullable()
      .meta({ title: 'Vote', description: 'The vote; null where it was passed.' }),
    pass: passReasonSchema
      .nullable()
      .meta({ title: 'Passed', description: 'Why the ballot was passed; null where it has a vote.' }),
    rater: idSchema.meta({ title: 'Rater', description: 'Random id of the rater.' }),
    sha256: imageFields.sha256,
    path: imageFields.path,
    left: z.string().meta({ title: 'A', description: 'Name of the arm on the left.' }),
    right: z.string().meta({ title: 'B', description: 'Name of the arm on the right.' }),
  })
  .openapi('StudyComment');
export type StudyComment = z.infer<typeof studyCommentSchema>;

export const listComments = createRoute({
  method: 'get',
  path: '/studies/{study}/comments',
  operationId: 'listComments',
  summary: 'What raters of a study wrote, newest first (maintainers)',
  description: 'With current votes and with passes, 50 at a time.',
  tags,
  ...access('viewer'),
  request: {
    params: studyParams,
    query: z.object({
      before: z
        .string()
        .regex(/^[0-9TZ:.-]{20,40}_[0-9a-f-]{36}$/, 'Write what `next` of an answer says')
        .optional()
        .meta({ title: 'Before', description: 'Comments after this place in the list: what `next` said.' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        comments: z
          .array(studyCommentSchema)
          .meta({ title: 'Comments', description: 'The comments, newest first.' }),
        next: z
          .string()
          .nullable()
          .meta({ title: 'Next', description: 'Where the list goes on; null at its end.' }),
      }),
      'The comments',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

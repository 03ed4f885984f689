import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { idSchema, imageFields, json, pageField } from '../shared.ts';
import { answerFields } from './ballots.ts';
import { idOfRater } from './raters.ts';
import { studyFields, studyParams } from './studies.ts';

export const caseVoteSchema = z
  .object({
    sequence: z.int().meta({
      title: 'Vote',
      description: 'Order in which the study’s votes were accepted, corrections included.',
    }),
    ballot: idSchema.meta({ title: 'Ballot', description: 'Id of the ballot that is answered.' }),
    kind: z.enum(['regular', 'repeat', 'check']).meta({
      title: 'Kind',
      description:
        '`regular` ballots count; a `repeat` asks an answered one again, mirrored; a `check` sets a sound explanation against another image’s.',
    }),
    rater: idOfRater,
    left: z.string().meta({ title: 'Left', description: 'Name of the arm on the left side.' }),
    right: z.string().meta({ title: 'Right', description: 'Name of the arm on the right side.' }),
    choice: answerFields.choice,
    revision: answerFields.revision,
    current: z.boolean().meta({
      title: 'Current',
      description: 'Whether it is the ballot’s newest answer; older ones are superseded.',
    }),
    reasons: answerFields.reasons,
    comment: answerFields.comment,
    responseMs: z.int().nullable().meta({
      title: 'Time',
      description: 'Time from showing the ballot to the answer, as the browser measured it; null if unknown.',
      unit: 'ms',
    }),
    castAt: answerFields.castAt,
  })
  .openapi('CaseVote');
export type CaseVote = z.infer<typeof caseVoteSchema>;

/** Votes of a page. */
const votesPerPage = 50;

export const listCaseVotes = createRoute({
  method: 'get',
  path: '/studies/{study}/images/{sha256}/votes',
  operationId: 'listCaseVotes',
  summary: 'Every vote on one image, a page at a time (maintainers)',
  tags: ['cases'],
  ...access('viewer'),
  request: {
    params: studyParams.extend({ sha256: imageFields.sha256 }),
    query: z.object({
      page: pageField(votesPerPage),
    }),
  },
  responses: {
    200: json(
      z.object({
        votes: z.array(caseVoteSchema).max(votesPerPage).meta({
          title: 'Votes',
          description: 'Votes on the image of this page, newest first, superseded ones included.',
        }),
        total: z.int().meta({ title: 'Total', description: 'Votes on all pages.', unit: 'votes' }),
        pages: z.int().meta({ title: 'Pages', description: 'How many pages there are; at least 1.' }),
      }),
      'The page of votes, newest first, superseded ones included',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

/** The studies an image is in, for links between case and leaderboard. */
export const listCaseStudies = createRoute({
  method: 'get',
  path: '/images/{sha256}/studies',
  operationId: 'listCaseStudies',
  ...access('public'),
  summary: 'The studies that ask about an image',
  tags: ['cases'],
  request: { params: z.object({ sha256: imageFields.sha256 }) },
  responses: {
    200: json(
      z.object({
        studies: z
          .array(z.object({ slug: studyFields.slug, title: studyFields.title }))
          .meta({ title: 'Studies', description: 'Studies that ask about the image.' }),
      }),
      'The studies',
    ),
    ...problemResponses('invalid-request', 'embargoed'),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { idSchema, json, momentSchema, sha256Schema } from '../shared.ts';
import { choiceSchema, reasonSchema } from './ballots.ts';
import { studyParams } from './studies.ts';

export const caseVoteSchema = z
  .object({
    sequence: z.int(),
    ballot: idSchema,
    kind: z.enum(['regular', 'repeat', 'check']),
    rater: idSchema,
    left: z.string(),
    right: z.string(),
    choice: choiceSchema,
    revision: z.int(),
    /** Whether it is the ballot's newest answer. */
    current: z.boolean(),
    reasons: z.array(reasonSchema),
    comment: z.string().nullable(),
    responseMs: z.int().nullable(),
    castAt: momentSchema,
  })
  .openapi('CaseVote');
export type CaseVote = z.infer<typeof caseVoteSchema>;

export const listCaseVotes = createRoute({
  method: 'get',
  path: '/studies/{study}/images/{sha256}/votes',
  operationId: 'listCaseVotes',
  summary: 'Every vote on one image (maintainers)',
  tags: ['cases'],
  security: [{ maintainer: [] }],
  request: { params: studyParams.extend({ sha256: sha256Schema }) },
  responses: {
    200: json(
      z.object({ votes: z.array(caseVoteSchema) }),
      'The votes, newest first, superseded ones included',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

/** The studies an image is in, for links between case and leaderboard. */
export const listCaseStudies = createRoute({
  method: 'get',
  path: '/images/{sha256}/studies',
  operationId: 'listCaseStudies',
  summary: 'The studies that ask about an image',
  tags: ['cases'],
  request: { params: z.object({ sha256: sha256Schema }) },
  responses: {
    200: json(
      z.object({ studies: z.array(z.object({ slug: z.string(), title: z.string() })) }),
      'The studies',
    ),
    ...problemResponses('invalid-request'),
  },
});

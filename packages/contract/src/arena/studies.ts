import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema, slugSchema } from '../shared.ts';

export const studyStatusSchema = z.enum(['draft', 'open', 'closed']);
export const drawingPolicySchema = z.enum(['balanced', 'uncertainty']);
export const armKindSchema = z.enum(['source', 'format_control']);

const share = z.number().min(0).max(0.5);

/** What a maintainer says to make a study. */
export const newStudySchema = z
  .strictObject({
    slug: slugSchema,
    title: z.string().trim().min(1).max(200),
    question: z.string().trim().min(1).max(300).default('Which explanation is better?'),
    consent: z.string().trim().min(1).max(5_000),
    demo: z.boolean().default(false),
    datasets: z.array(slugSchema).min(1).max(50),
    arms: z
      .array(
        z.strictObject({
          source: slugSchema,
          name: z.string().trim().min(1).max(80).optional(),
          kind: armKindSchema.default('source'),
          run: idSchema.optional(),
        }),
      )
      .min(2)
      .max(200),
    policy: drawingPolicySchema.default('balanced'),
    correctionWindowS: z.int().min(0).max(86_400).default(600),
    ballotTtlS: z.int().min(60).max(604_800).default(7_200),
    ballotsPerRater: z.int().min(1).max(10_000).nullable().default(null),
    repeatShare: share.default(0.05),
    checkShare: share.default(0.05),
    equivalenceMargin: z.number().gt(0).lt(0.5).default(0.05),
    seed: z.int().min(0).max(2_147_483_647).default(1),
    /** Sources whose explanations are sound, for checks and practice; default: the first arm's. */
    soundSource: slugSchema.optional(),
  })
  .openapi('NewStudy');
export type NewStudy = z.input<typeof newStudySchema>;

/** A study as anyone may see it. Not for a rater who is about to vote: it names the arms. */
export const studySchema = z
  .object({
    id: idSchema,
    slug: slugSchema,
    title: z.string(),
    question: z.string(),
    demo: z.boolean(),
    status: studyStatusSchema,
    policy: drawingPolicySchema,
    equivalenceMargin: z.number(),
    correctionWindowS: z.int(),
    ballotTtlS: z.int(),
    ballotsPerRater: z.int().nullable(),
    repeatShare: z.number(),
    checkShare: z.number(),
    datasets: z.array(z.object({ slug: slugSchema, title: z.string() })),
    arms: z.array(
      z.object({
        position: z.int(),
        name: z.string(),
        kind: armKindSchema,
        source: slugSchema,
        sourceKind: z.enum(['human', 'model', 'control', 'stand-in']),
        demo: z.boolean(),
      }),
    ),
    /** Images in the study; 0 before it is opened. */
    images: z.int(),
    votes: z.int(),
    raters: z.int(),
    createdAt: momentSchema,
    openedAt: momentSchema.nullable(),
    closedAt: momentSchema.nullable(),
  })
  .openapi('Study');
export type Study = z.infer<typeof studySchema>;

/** All that a rater is told of a study before voting: nothing of its arms or datasets. */
export const briefingSchema = z
  .object({
    slug: slugSchema,
    title: z.string(),
    question: z.string(),
    consent: z.string(),
    demo: z.boolean(),
    status: studyStatusSchema,
    ballotsPerRater: z.int().nullable(),
    correctionWindowS: z.int(),
    practiceBallots: z.int(),
  })
  .openapi('Briefing');
export type Briefing = z.infer<typeof briefingSchema>;

export const studyParams = z.object({ study: slugSchema });
const tags = ['studies'];

export const listStudies = createRoute({
  method: 'get',
  path: '/studies',
  operationId: 'listStudies',
  summary: 'Studies, newest first',
  tags,
  responses: { 200: json(z.object({ studies: z.array(studySchema) }), 'The studies'), ...problemResponses() },
});

export const readStudy = createRoute({
  method: 'get',
  path: '/studies/{study}',
  operationId: 'readStudy',
  summary: 'One study with its arms',
  tags,
  request: { params: studyParams },
  responses: { 200: json(studySchema, 'The study'), ...problemResponses('invalid-request', 'not-found') },
});

export const readBriefing = createRoute({
  method: 'get',
  path: '/studies/{study}/briefing',
  operationId: 'readBriefing',
  summary: 'What a rater is told before voting',
  tags,
  request: { params: studyParams },
  responses: {
    200: json(briefingSchema, 'The briefing'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const createStudy = createRoute({
  method: 'post',
  path: '/studies',
  operationId: 'createStudy',
  summary: 'Make a study (maintainers)',
  description: 'The study is a draft until it is opened; opening fixes its images and explanations.',
  tags,
  security: [{ maintainer: [] }],
  request: { body: body(newStudySchema) },
  responses: {
    201: json(studySchema, 'The draft'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'unsupported-media-type',
      'payload-too-large',
      'slug-taken',
      'not-found',
    ),
  },
});

export const deleteDraft = createRoute({
  method: 'delete',
  path: '/studies/{study}',
  operationId: 'deleteDraft',
  summary: 'Delete a draft (maintainers)',
  description: 'A study that was ever open stays, with its votes.',
  tags,
  security: [{ maintainer: [] }],
  request: { params: studyParams },
  responses: {
    200: json(studySchema, 'The draft as it was'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'study-not-draft'),
  },
});

export const openStudy = createRoute({
  method: 'post',
  path: '/studies/{study}/open',
  operationId: 'openStudy',
  summary: 'Open a draft to raters (maintainers)',
  tags,
  security: [{ maintainer: [] }],
  request: { params: studyParams },
  responses: {
    200: json(studySchema, 'The open study'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-found',
      'study-not-draft',
      'study-not-drawable',
    ),
  },
});

export const closeStudy = createRoute({
  method: 'post',
  path: '/studies/{study}/close',
  operationId: 'closeStudy',
  summary: 'Close a study to further votes (maintainers)',
  tags,
  security: [{ maintainer: [] }],
  request: { params: studyParams },
  responses: {
    200: json(studySchema, 'The closed study'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'study-not-open'),
  },
});

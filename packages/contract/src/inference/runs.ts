import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema, sha256Schema, slugSchema } from '../shared.ts';
import { taskSchema } from './models.ts';

/** `running` is waiting for a worker too; `failed`: the model could not be opened, nothing can be done until it can. */
export const runStateSchema = z.enum(['running', 'paused', 'cancelled', 'failed', 'finished']);
export type RunState = z.infer<typeof runStateSchema>;

/** What changes how a model decodes; what is left out is as its manifest says. */
export const decodingSchema = z
  .strictObject({
    maxTokens: z
      .int()
      .min(1)
      .max(32_768)
      .describe('Tokens of an answer at most; one that is cut off counts as such.'),
    temperature: z.number().min(0).max(2).describe('0 is greedy.'),
    topP: z
      .number()
      .gt(0)
      .max(1)
      .describe('Sampling draws from the likeliest tokens whose probabilities reach this sum.'),
    seed: z
      .int()
      .min(0)
      .max(2_147_483_647)
      .describe('Of sampling; the same seed draws the same answers where the backend can.'),
  })
  .openapi('Decoding');
export type Decoding = z.infer<typeof decodingSchema>;

export const newRunSchema = z
  .strictObject({
    model: slugSchema,
    dataset: slugSchema,
    /** What the run is called; unique for a model on a dataset. */
    title: z.string().trim().min(1).max(200).optional(),
    /** Only images of this fold. */
    fold: z.int().min(0).max(3).optional(),
    /** Only this many images, the first ones by hash: an even sample. */
    limit: z.int().min(1).max(10_000_000).optional(),
    decoding: decodingSchema.partial().default({}),
  })
  .openapi('NewGeneration');
export type NewRun = z.input<typeof newRunSchema>;

export const countsSchema = z
  .object({ waiting: z.int(), taken: z.int(), explained: z.int(), failed: z.int() })
  .openapi('RunCounts');
export type Counts = z.infer<typeof countsSchema>;

/** All that is needed to repeat a run. */
export const provenanceSchema = z
  .object({
    /** Execution provider or server that answers, e.g. `cpu`, `cuda`, `openai-compatible`. */
    provider: z.string(),
    /** Versions of what answers: runtime, server, this service's code. */
    versions: z.record(z.string(), z.string()),
    /** Files of the checkpoint with their hashes; empty where a server keeps them to itself. */
    checkpoint: z.array(z.object({ file: z.string(), sha256: sha256Schema })),
    /** What else the backend knows of how it answers. */
    details: z.record(z.string(), z.string()),
  })
  .openapi('Provenance');
export type Provenance = z.infer<typeof provenanceSchema>;

export const runSchema = z
  .object({
    id: idSchema,
    title: z.string(),
    model: z.object({ slug: slugSchema, name: z.string(), task: taskSchema, demo: z.boolean() }),
    dataset: z.object({ slug: slugSchema, title: z.string() }),
    state: runStateSchema,
    /** Why it failed, in words. */
    reason: z.string().nullable(),
    images: z.int(),
    counts: countsSchema,
    /** Of those explained: outputs whose text did not parse, and those that parsed in part. */
    parsing: z.object({ failed: z.int(), partial: z.int() }),
    /** Over the last minute of work; null before anything is known. */
    imagesPerSecond: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    /** Workers that hold images of it now. */
    workers: z.int(),
    createdAt: momentSchema,
    startedAt: momentSchema.nullable(),
    finishedAt: momentSchema.nullable(),
  })
  .openapi('GenerationRun');
export type Run = z.infer<typeof runSchema>;

export const runDetailsSchema = runSchema
  .extend({
    /** Which images of the dataset it was started for; null where all. */
    fold: z.int().nullable(),
    limit: z.int().nullable(),
    manifestSha256: sha256Schema,
    /** The manifest as it was when the run was made, YAML. */
    manifest: z.string(),
    /** The prompt sent with each image; null where the model takes none. */
    prompt: z.object({ system: z.string().nullable(), user: z.string() }).nullable(),
    /** Null where the model does not decode text. */
    decoding: decodingSchema.nullable(),
    /** Null until a worker has opened the model. More than one where workers differ. */
    provenance: z.array(provenanceSchema),
  })
  .openapi('GenerationRunDetails');
export type RunDetails = z.infer<typeof runDetailsSchema>;

export const failureSchema = z
  .object({
    sha256: sha256Schema,
    path: z.string(),
    attempts: z.int(),
    reason: z.string(),
    at: momentSchema,
  })
  .openapi('GenerationFailure');
export type Failure = z.infer<typeof failureSchema>;

const tags = ['runs'];
const params = z.object({ run: idSchema });
const maintainers = { security: [{ maintainer: [] }], tags };

export const listRuns = createRoute({
  method: 'get',
  path: '/runs',
  operationId: 'listRuns',
  summary: 'Runs that generate explanations, newest first',
  tags,
  request: { query: z.strictObject({ model: slugSchema.optional(), dataset: slugSchema.optional() }) },
  responses: {
    200: json(z.object({ runs: z.array(runSchema) }), 'The runs'),
    ...problemResponses('invalid-request'),
  },
});

export const readRun = createRoute({
  method: 'get',
  path: '/runs/{run}',
  operationId: 'readRun',
  summary: 'One run with all that is needed to repeat it',
  tags,
  request: { params },
  responses: {
    200: json(runDetailsSchema, 'The run'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const followRun = createRoute({
  method: 'get',
  path: '/runs/{run}/stream',
  operationId: 'followRun',
  summary: 'Server-sent events: a `run` whenever something changed, until it has ended',
  tags,
  request: { params },
  responses: {
    200: {
      description: 'Events named `run` whose data is a GenerationRun',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const listFailures = createRoute({
  method: 'get',
  path: '/runs/{run}/failures',
  operationId: 'listFailures',
  summary: 'Images without an explanation, each with the reason',
  tags,
  request: {
    params,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      /** Hash of the last one seen. */
      after: sha256Schema.optional(),
    }),
  },
  responses: {
    200: json(z.object({ failures: z.array(failureSchema) }), 'The failures, by hash'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const startRun = createRoute({
  method: 'post',
  path: '/runs',
  operationId: 'startRun',
  summary: 'Start a run (maintainers)',
  ...maintainers,
  request: { body: body(newRunSchema) },
  responses: {
    201: json(runDetailsSchema, 'The run, which workers take up at once'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'unsupported-media-type',
      'payload-too-large',
      'not-found',
      'run-exists',
      'slug-taken',
      'model-not-ready',
      'nothing-to-explain',
    ),
  },
});

const change = (verb: 'pause' | 'resume' | 'cancel' | 'retry', summary: string) =>
  createRoute({
    method: 'post',
    path: `/runs/{run}/${verb}`,
    operationId: `${verb}Run`,
    summary: `${summary} (maintainers)`,
    ...maintainers,
    request: { params },
    responses: {
      200: json(runDetailsSchema, 'The run'),
      ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'run-state-conflict'),
    },
  });

export const pauseRun = change('pause', 'Take no more images; those in flight are finished');
export const resumeRun = change('resume', 'Go on with a paused or failed run');
export const cancelRun = change('cancel', 'Stop for good; what is explained stays');
export const retryRun = change('retry', 'Try the failed images again');

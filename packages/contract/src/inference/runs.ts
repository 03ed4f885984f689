import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { embargoField } from '../embargo.ts';
import { problemResponses } from '../problems.ts';
import {
  body,
  datasetFields,
  idSchema,
  imageFields,
  json,
  momentSchema,
  sha256Schema,
  slugSchema,
} from '../shared.ts';
import { modelFields } from './models.ts';

export const decodingSchema = z
  .strictObject({
    maxTokens: z.int().min(1).max(32_768).meta({
      title: 'Most tokens',
      description: 'Most tokens of an answer; one that reaches them is cut off and counts as such.',
      unit: 'tokens',
    }),
    temperature: z.number().min(0).max(2).meta({
      title: 'Temperature',
      description: 'Sharpness of sampling: 0 takes the likeliest token each time (greedy).',
    }),
    topP: z.number().gt(0).max(1).meta({
      title: 'Top p',
      description: 'Sampling draws from the likeliest tokens whose probabilities reach this sum.',
      unit: 'probability',
    }),
    seed: z.int().min(0).max(2_147_483_647).meta({
      title: 'Seed',
      description: 'Seed of sampling; the same seed draws the same answers where the backend can.',
    }),
  })
  .openapi('Decoding', {
    description: 'What changes how a model decodes; what is left out is as its manifest says.',
  });

/** Decoding as it was asked for: a field that the manifest leaves out is null. */
export const sentDecodingSchema = z
  .object({
    maxTokens: decodingSchema.shape.maxTokens.nullable().meta({ ...decodingSchema.shape.maxTokens.meta() }),
    temperature: decodingSchema.shape.temperature
      .nullable()
      .meta({ ...decodingSchema.shape.temperature.meta() }),
    topP: decodingSchema.shape.topP.nullable().meta({ ...decodingSchema.shape.topP.meta() }),
    seed: decodingSchema.shape.seed.nullable().meta({ ...decodingSchema.shape.seed.meta() }),
  })
  .openapi('SentDecoding', {
    description: 'How the model was asked to decode; null for what was left to its server.',
  });
export type Decoding = z.infer<typeof sentDecodingSchema>;

export const newRunSchema = z
  .strictObject({
    model: modelFields.slug,
    dataset: datasetFields.slug,
    title: z.string().trim().min(1).max(200).optional().meta({
      title: 'Run',
      description: 'What the run is called; unique for a model on a dataset, by default made from both.',
    }),
    fold: z.int().min(0).max(3).optional().meta({ title: 'Fold', description: 'Only images of this fold.' }),
    limit: z.int().min(1).max(10_000_000).optional().meta({
      title: 'Limit',
      description: 'Only this many images, the first ones by hash, which is an even sample.',
      unit: 'images',
    }),
    decoding: decodingSchema.partial().default({}).meta({
      title: 'Decoding',
      description: 'What to decode differently from the manifest.',
    }),
  })
  .openapi('NewGeneration');
export type NewRun = z.input<typeof newRunSchema>;

export const countsSchema = z
  .object({
    waiting: z
      .int()
      .meta({ title: 'Waiting', description: 'Images that no worker has yet.', unit: 'images' }),
    taken: z.int().meta({ title: 'Taken', description: 'Images that a worker has now.', unit: 'images' }),
    explained: z
      .int()
      .meta({ title: 'Explained', description: 'Images with an explanation.', unit: 'images' }),
    failed: z
      .int()
      .meta({ title: 'Failed', description: 'Images given up, each with a reason.', unit: 'images' }),
  })
  .openapi('RunCounts');
export type Counts = z.infer<typeof countsSchema>;

export const provenanceSchema = z
  .object({
    provider: z.string().meta({
      title: 'Provider',
      description: 'Execution provider or server that answers, e.g. `cpu`, `cuda`, `openai-compatible`.',
    }),
    versions: z.record(z.string(), z.string()).meta({
      title: 'Versions',
      description: 'Versions of what answers, by name: runtime, server, this service’s code.',
    }),
    checkpoint: z
      .array(
        z.object({
          file: z.string().meta({ title: 'File', description: 'Name of the file in the checkpoint.' }),
          sha256: sha256Schema.meta({ title: 'SHA-256', description: 'Hash of the file, lower-case hex.' }),
        }),
      )
      .meta({
        title: 'Checkpoint',
        description: 'Files of the checkpoint; empty where a server keeps them to itself.',
      }),
    details: z.record(z.string(), z.string()).meta({
      title: 'Details',
      description: 'What else the backend knows of how it answers, by name.',
    }),
  })
  .openapi('Provenance', { description: 'What answered in a run: all that is needed to repeat it.' });
export type Provenance = z.infer<typeof provenanceSchema>;

const idOfRun = idSchema.meta({ title: 'Run', description: 'Id of the run.' });

export const runSchema = z
  .object({
    id: idOfRun,
    title: z.string().meta({ title: 'Run', description: 'Title of the run.' }),
    model: z.object(modelFields).meta({ title: 'Model', description: 'The model that explains.' }),
    dataset: z
      .object({ slug: datasetFields.slug, title: datasetFields.title })
      .meta({ title: 'Dataset', description: 'The dataset whose images are explained.' }),
    state: z.enum(['running', 'paused', 'cancelled', 'failed', 'finished']).meta({
      title: 'State',
      description:
        '`running` also while it waits for a worker; `failed` where the model could not be opened, until it can be.',
    }),
    reason: z.string().nullable().meta({
      title: 'Reason',
      description: 'Why the run failed, in words; null where it did not.',
    }),
    images: z
      .int()
      .meta({ title: 'Images', description: 'Images the run is asked to explain.', unit: 'images' }),
    counts: countsSchema.meta({ title: 'Counts', description: 'Where the images stand.' }),
    parsing: z
      .object({
        failed: z.int().meta({ title: 'Failed', description: 'Outputs without a verdict.', unit: 'images' }),
        partial: z.int().meta({
          title: 'Partial',
          description: 'Outputs with a verdict in which something else did not parse.',
          unit: 'images',
        }),
      })
      .meta({ title: 'Parsing', description: 'How the outputs of explained images parsed.' }),
    imagesPerSecond: z.number().nullable().meta({
      title: 'Throughput',
      description: 'Images explained per second over the last minute of work; null before anything is known.',
      unit: 'images/s',
    }),
    secondsLeft: z.number().nullable().meta({
      title: 'Time left',
      description: 'Time that the remaining images take at this throughput; null before anything is known.',
      unit: 's',
    }),
    workers: z
      .int()
      .meta({ title: 'Workers', description: 'Workers that hold images of the run now.', unit: 'workers' }),
    createdAt: momentSchema.meta({ title: 'Made', description: 'When the run was made.' }),
    startedAt: momentSchema.nullable().meta({
      title: 'Started',
      description: 'When a worker first had the model open; null until then.',
    }),
    finishedAt: momentSchema.nullable().meta({
      title: 'Finished',
      description: 'When the run ended, finished or cancelled; null until then.',
    }),
  })
  .openapi('GenerationRun');
export type Run = z.infer<typeof runSchema>;
export type RunState = Run['state'];

export const runDetailsSchema = runSchema
  .extend({
    fold: z.int().nullable().meta({
      title: 'Fold',
      description: 'Fold whose images are explained; null where all are.',
    }),
    limit: z.int().nullable().meta({
      title: 'Limit',
      description: 'Most images that are explained, the first ones by hash; null where all are.',
      unit: 'images',
    }),
    manifestSha256: sha256Schema.meta({
      title: 'Manifest hash',
      description: 'SHA-256 of the manifest, lower-case hex.',
    }),
    manifest: z.string().meta({
      title: 'Manifest',
      description: 'The manifest as it was when the run was made, YAML.',
    }),
    prompt: z
      .object({
        system: z
          .string()
          .nullable()
          .meta({ title: 'System', description: 'System prompt; null without one.' }),
        user: z.string().meta({ title: 'User', description: 'Text that is sent with each image.' }),
      })
      .nullable()
      .meta({
        title: 'Prompt',
        description: 'What is sent with each image; null where the model takes no text.',
      }),
    decoding: sentDecodingSchema.nullable().meta({
      title: 'Decoding',
      description: 'How the model decodes in this run; null where it does not decode text.',
    }),
    provenance: z.array(provenanceSchema).meta({
      title: 'Provenance',
      description:
        'What answered: empty until a worker has opened the model, more than one entry where workers differ.',
    }),
  })
  .openapi('GenerationRunDetails');
export type RunDetails = z.infer<typeof runDetailsSchema>;

export const failureSchema = z
  .object({
    sha256: imageFields.sha256,
    path: imageFields.path,
    attempts: z.int().meta({ title: 'Attempts', description: 'Times that a worker has tried the image.' }),
    reason: z.string().meta({ title: 'Reason', description: 'Why there is no explanation, in words.' }),
    at: momentSchema.meta({ title: 'Failed', description: 'When the image was given up.' }),
  })
  .openapi('GenerationFailure');
export type Failure = z.infer<typeof failureSchema>;

const tags = ['runs'];
const params = z.object({ run: idOfRun });
const maintainers = { ...access('maintainer'), tags };

export const listRuns = createRoute({
  method: 'get',
  path: '/runs',
  operationId: 'listRuns',
  ...access('public'),
  summary: 'Runs that generate explanations, newest first',
  tags,
  request: {
    query: z.strictObject({
      model: slugSchema.optional().meta({ title: 'Model', description: 'Only runs of this model.' }),
      dataset: slugSchema.optional().meta({ title: 'Dataset', description: 'Only runs on this dataset.' }),
    }),
  },
  responses: {
    200: json(
      z.object({ runs: z.array(runSchema).meta({ title: 'Runs', description: 'The runs, newest first.' }) }),
      'The runs',
    ),
    ...problemResponses('invalid-request'),
  },
});

export const readRun = createRoute({
  method: 'get',
  path: '/runs/{run}',
  operationId: 'readRun',
  ...access('public'),
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
  ...access('public'),
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
  ...access('public'),
  summary: 'Images without an explanation, each with the reason',
  tags,
  request: {
    params,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(100).meta({
        title: 'Limit',
        description: 'Most failures of one answer.',
      }),
      after: sha256Schema.optional().meta({
        title: 'After',
        description: 'Hash of the last image of the answer before; leave it out for the first one.',
      }),
    }),
  },
  responses: {
    200: json(
      z.object({
        failures: z
          .array(failureSchema)
          .meta({ title: 'Failures', description: 'Images without an explanation, by hash.' }),
        embargo: embargoField('images', 'Images of the dataset, failed ones among them,'),
      }),
      'The failures, by hash',
    ),
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
      'forbidden',
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
      ...problemResponses(
        'invalid-request',
        'unauthenticated',
        'forbidden',
        'not-found',
        'run-state-conflict',
      ),
    },
  });

export const pauseRun = change('pause', 'Take no more images; those in flight are finished');
export const resumeRun = change('resume', 'Go on with a paused or failed run');
export const cancelRun = change('cancel', 'Stop for good; what is explained stays');
export const retryRun = change('retry', 'Try the failed images again');

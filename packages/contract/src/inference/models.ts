import { coordinateSpaceSchema, grammarSchema } from '@fakexplain/explanation';
import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, json, sha256Schema, slugSchema } from '../shared.ts';

export const taskSchema = z.enum(['explain', 'detect', 'segment']).meta({
  title: 'Task',
  description:
    'What the model answers with: an explanation in words and boxes (`explain`), a probability (`detect`), or a mask (`segment`).',
});
export type Task = z.infer<typeof taskSchema>;

export const backendKindSchema = z.enum(['local', 'graph', 'served', 'predictions']).meta({
  title: 'Backend',
  description:
    'How the model is reached: a checkpoint (`local`) or a graph (`graph`) in the service’s own runtime, over HTTP (`served`), or through a file of `predictions`.',
});
export type BackendKind = z.infer<typeof backendKindSchema>;

export const availabilitySchema = z
  .object({
    ready: z.boolean().meta({ title: 'Ready', description: 'Whether a run can be started now.' }),
    reason: z.string().nullable().meta({
      title: 'Reason',
      description: 'What is missing, for the person who could bring it; null where the model is ready.',
    }),
  })
  .openapi('Availability', { description: 'Whether a model can be run here.' });

/** Fields that say which model is meant. */
export const modelFields = {
  slug: slugSchema.meta({ title: 'Model', description: 'Slug of the model.' }),
  name: z.string().meta({ title: 'Model', description: 'Name of the model as pages show it.' }),
  task: taskSchema,
  demo: z.boolean().meta({
    title: 'Demo',
    description: 'Whether the model is made for the demo; it then says nothing about any published model.',
  }),
};

export const modelSchema = z
  .object({
    ...modelFields,
    description: z
      .string()
      .meta({ title: 'Description', description: 'What the model is, in a few sentences.' }),
    family: z.string().meta({ title: 'Family', description: 'Family of the model, e.g. `qwen2.5-vl`.' }),
    backend: backendKindSchema,
    availability: availabilitySchema.meta({
      title: 'Availability',
      description: 'Whether a run can be started now, and if not, why.',
    }),
    origin: z.string().meta({
      title: 'Origin',
      description: 'Where the weights, or the predictions, come from.',
    }),
    licence: z.string().meta({ title: 'Licence', description: 'Licence of the weights.' }),
    paper: z
      .object({
        title: z.string().meta({ title: 'Title', description: 'Title of the paper.' }),
        url: z
          .url()
          .nullable()
          .meta({ title: 'Address', description: 'Address of the paper; null if unknown.' }),
      })
      .nullable()
      .meta({ title: 'Paper', description: 'Paper that presents the model; null without one.' }),
    reading: z.object({ grammar: grammarSchema, space: coordinateSpaceSchema }).nullable().meta({
      title: 'Reading',
      description: 'How the model’s texts are read; null where it writes no text.',
    }),
    manifestSha256: sha256Schema.meta({
      title: 'Manifest hash',
      description: 'SHA-256 of the manifest file, lower-case hex.',
    }),
  })
  .openapi('Model', { description: 'A model that has a manifest.' });
export type Model = z.infer<typeof modelSchema>;

const tags = ['models'];

export const listModels = createRoute({
  method: 'get',
  path: '/models',
  operationId: 'listModels',
  ...access('public'),
  summary: 'Models with a manifest, by name',
  tags,
  responses: {
    200: json(
      z.object({
        models: z.array(modelSchema).meta({ title: 'Models', description: 'Models by name.' }),
        refused: z
          .array(
            z.object({
              file: z.string().meta({ title: 'File', description: 'Name of the manifest file.' }),
              problems: z.array(z.string()).meta({ title: 'Problems', description: 'What is wrong in it.' }),
            }),
          )
          .meta({ title: 'Refused', description: 'Manifest files that could not be read.' }),
      }),
      'The models',
    ),
    ...problemResponses(),
  },
});

export const readModel = createRoute({
  method: 'get',
  path: '/models/{model}',
  operationId: 'readModel',
  ...access('public'),
  summary: 'One model with its manifest as written',
  tags,
  request: { params: z.object({ model: modelFields.slug }) },
  responses: {
    200: json(
      modelSchema
        .extend({
          manifest: z
            .string()
            .meta({ title: 'Manifest', description: 'The manifest’s YAML as written, without secrets.' }),
        })
        .openapi('ModelWithManifest'),
      'The model; `manifest` is its YAML, without secrets',
    ),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

const manifestBody = z
  .strictObject({
    manifest: z.string().min(1).max(100_000).meta({ title: 'Manifest', description: 'The manifest’s YAML.' }),
  })
  .openapi('WrittenManifest');

export const manifestProblemSchema = z
  .object({
    line: z.int().meta({ title: 'Line', description: 'Where it stands, counted from 1.' }),
    field: z
      .string()
      .meta({ title: 'Field', description: 'Path of the field; empty for the text as a whole.' }),
    message: z.string().meta({ title: 'Message', description: 'What is wrong there.' }),
  })
  .openapi('ManifestProblem');
export type ManifestProblem = z.infer<typeof manifestProblemSchema>;

export const manifestCheckSchema = z
  .object({
    model: slugSchema
      .nullable()
      .meta({ title: 'Model', description: 'Slug of the model; null where the manifest is not sound.' }),
    taken: z.boolean().meta({ title: 'Taken', description: 'Whether another manifest has this slug.' }),
    availability: availabilitySchema.nullable().meta({
      title: 'Availability',
      description: 'Whether it could be run here; null where it is not sound.',
    }),
    problems: z
      .array(manifestProblemSchema)
      .meta({ title: 'Problems', description: 'What is wrong, by line; none where it is sound.' }),
  })
  .openapi('ManifestCheck');
export type ManifestCheck = z.infer<typeof manifestCheckSchema>;

export const checkManifest = createRoute({
  method: 'post',
  path: '/manifests/check',
  operationId: 'checkManifest',
  summary: 'Check a manifest without storing it (maintainers)',
  tags,
  ...access('maintainer'),
  request: { body: body(manifestBody) },
  responses: {
    200: json(manifestCheckSchema, 'What is wrong with it'),
    ...problemResponses('invalid-request', 'unauthenticated', 'payload-too-large'),
  },
});

export const addModel = createRoute({
  method: 'post',
  path: '/models',
  operationId: 'addModel',
  summary: 'Store a manifest in the first folder of MODELS_DIRECTORY (maintainers)',
  description:
    'A manifest names files and addresses that the service reads and asks: store those that you trust.',
  tags,
  ...access('maintainer'),
  request: { body: body(manifestBody) },
  responses: {
    201: json(modelSchema, 'The model'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'payload-too-large',
      'slug-taken',
      'manifest-refused',
      'models-not-kept',
    ),
  },
});

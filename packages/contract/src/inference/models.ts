import { coordinateSpaceSchema, grammarSchema } from '@fakexplain/explanation';
import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { json, sha256Schema, slugSchema } from '../shared.ts';

/** What a model answers with: an explanation in words and boxes, a probability, or a mask. */
export const taskSchema = z.enum(['explain', 'detect', 'segment']);
export type Task = z.infer<typeof taskSchema>;

/** How a model is reached: in this process's own runtime, over HTTP, or through a file of predictions. */
export const backendKindSchema = z.enum(['local', 'graph', 'served', 'predictions']);
export type BackendKind = z.infer<typeof backendKindSchema>;

/** Whether a run can be started now, and if not, what is missing, for the person who could bring it. */
export const availabilitySchema = z
  .object({ ready: z.boolean(), reason: z.string().nullable() })
  .openapi('Availability');

export const modelSchema = z
  .object({
    slug: slugSchema,
    name: z.string(),
    description: z.string(),
    demo: z.boolean(),
    family: z.string(),
    task: taskSchema,
    backend: backendKindSchema,
    availability: availabilitySchema,
    /** Where the weights, or the predictions, come from. */
    origin: z.string(),
    licence: z.string(),
    paper: z.object({ title: z.string(), url: z.url().nullable() }).nullable(),
    /** How answers are read; null where they are no text. */
    reading: z.object({ grammar: grammarSchema, space: coordinateSpaceSchema }).nullable(),
    /** Of the manifest file. */
    manifestSha256: sha256Schema,
  })
  .openapi('Model');
export type Model = z.infer<typeof modelSchema>;

const tags = ['models'];

export const listModels = createRoute({
  method: 'get',
  path: '/models',
  operationId: 'listModels',
  summary: 'Models with a manifest, by name',
  tags,
  responses: {
    200: json(
      z.object({
        models: z.array(modelSchema),
        /** Manifest files that could not be read, with what is wrong in them. */
        refused: z.array(z.object({ file: z.string(), problems: z.array(z.string()) })),
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
  summary: 'One model with its manifest as written',
  tags,
  request: { params: z.object({ model: slugSchema }) },
  responses: {
    200: json(
      modelSchema.extend({ manifest: z.string() }).openapi('ModelWithManifest'),
      'The model; `manifest` is its YAML, without secrets',
    ),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

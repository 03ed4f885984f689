import {
  coordinateSpaceSchema,
  grammarSchema,
  parseProblemSchema,
  parseStatusSchema,
} from '@fakexplain/explanation';
import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import {
  idSchema,
  json,
  labelSchema,
  momentSchema,
  sha256Schema,
  shownExplanationSchema,
  slugSchema,
} from '../shared.ts';

export const datasetKindSchema = z.enum(['in_distribution', 'ood', 'demo', 'other']);
export const sourceKindSchema = z.enum(['human', 'model', 'control', 'stand-in']);

export const datasetSchema = z
  .object({
    slug: slugSchema,
    title: z.string(),
    kind: datasetKindSchema,
    licence: z.string(),
    origin: z.string(),
    localisation: z.enum(['visible_artifact', 'manipulated_region', 'whole_image']),
    images: z.int(),
    real: z.int(),
    generated: z.int(),
    explanations: z.int(),
    createdAt: momentSchema,
  })
  .openapi('Dataset');
export type Dataset = z.infer<typeof datasetSchema>;

export const sourceSchema = z
  .object({
    slug: slugSchema,
    name: z.string(),
    kind: sourceKindSchema,
    demo: z.boolean(),
    description: z.string(),
    explanations: z.int(),
  })
  .openapi('Source');
export type Source = z.infer<typeof sourceSchema>;

export const datasetImageSchema = z
  .object({
    sha256: sha256Schema,
    path: z.string(),
    width: z.int(),
    height: z.int(),
    label: labelSchema,
    generator: z.string().nullable(),
    category: z.string().nullable(),
    fold: z.int().nullable(),
    explanations: z.int(),
  })
  .openapi('DatasetImage');
export type DatasetImage = z.infer<typeof datasetImageSchema>;

export const imageSchema = z
  .object({
    sha256: sha256Schema,
    width: z.int(),
    height: z.int(),
    mediaType: z.string(),
    byteSize: z.int(),
    datasets: z.array(
      z.object({
        slug: slugSchema,
        title: z.string(),
        kind: datasetKindSchema,
        path: z.string(),
        label: labelSchema,
        generator: z.string().nullable(),
        category: z.string().nullable(),
        fold: z.int().nullable(),
      }),
    ),
    explanations: z.array(
      z.object({
        id: idSchema,
        source: z.object({ slug: slugSchema, name: z.string(), kind: sourceKindSchema, demo: z.boolean() }),
        run: z.object({ id: idSchema, title: z.string(), origin: z.enum(['import', 'generation']) }),
        explanation: shownExplanationSchema,
        probability: z.number().nullable(),
        rawText: z.string().nullable(),
        grammar: grammarSchema.nullable(),
        coordinateSpace: coordinateSpaceSchema.nullable(),
        parseStatus: parseStatusSchema,
        parseProblems: z.array(parseProblemSchema),
      }),
    ),
  })
  .openapi('Image');
export type Image = z.infer<typeof imageSchema>;

export const listDatasets = createRoute({
  method: 'get',
  path: '/datasets',
  operationId: 'listDatasets',
  summary: 'Datasets with their counts',
  tags: ['datasets'],
  responses: {
    200: json(z.object({ datasets: z.array(datasetSchema) }), 'The datasets'),
    ...problemResponses(),
  },
});

export const listDatasetImages = createRoute({
  method: 'get',
  path: '/datasets/{dataset}/images',
  operationId: 'listDatasetImages',
  summary: 'A dataset’s images, by path',
  tags: ['datasets'],
  request: {
    params: z.object({ dataset: slugSchema }),
    query: z.strictObject({
      /** The last path of the page before. */
      after: z.string().max(1_000).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(60),
      label: labelSchema.optional(),
    }),
  },
  responses: {
    200: json(
      z.object({ dataset: datasetSchema, images: z.array(datasetImageSchema), next: z.string().nullable() }),
      'One page of images; `next` is the `after` of the page that follows',
    ),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const listSources = createRoute({
  method: 'get',
  path: '/sources',
  operationId: 'listSources',
  summary: 'Who explains',
  tags: ['sources'],
  responses: {
    200: json(z.object({ sources: z.array(sourceSchema) }), 'The sources'),
    ...problemResponses(),
  },
});

const imageParams = z.object({ sha256: sha256Schema });

export const readImage = createRoute({
  method: 'get',
  path: '/images/{sha256}',
  operationId: 'readImage',
  summary: 'One image with its labels and every explanation of it',
  tags: ['images'],
  request: { params: imageParams },
  responses: { 200: json(imageSchema, 'The image'), ...problemResponses('invalid-request', 'not-found') },
});

export const readImageFile = createRoute({
  method: 'get',
  path: '/images/{sha256}/file',
  operationId: 'readImageFile',
  summary: 'The image’s bytes; immutable',
  tags: ['images'],
  request: { params: imageParams },
  responses: {
    200: {
      description: 'The image',
      content: { 'image/*': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    304: { description: 'What `If-None-Match` names' },
    ...problemResponses('invalid-request', 'not-found'),
  },
});

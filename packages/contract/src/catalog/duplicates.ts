import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { embargoField } from '../embargo.ts';
import { problemResponses } from '../problems.ts';
import { datasetFields, imageFields, json } from '../shared.ts';

const placeSchema = z.object({ dataset: datasetFields.slug, ...imageFields });

export const duplicatesSchema = z
  .object({
    groups: z
      .array(
        z.object({
          kind: z.enum(['same-bytes', 'near']).meta({
            title: 'Kind',
            description: 'Whether the bytes are the same, or nearly the same image is stored in other bytes.',
          }),
          distance: z.int().meta({
            title: 'Distance',
            description: 'Bits, of 64, in which the perceptual hashes differ; 0 for the same bytes.',
            unit: 'bits',
          }),
          places: z.array(placeSchema).meta({ title: 'Places', description: 'Where the images stand.' }),
        }),
      )
      .meta({
        title: 'Groups',
        description:
          'The same bytes in several datasets, or nearly the same image anywhere; at most 200 groups.',
      }),
    sameBytes: z.int().meta({
      title: 'Same bytes',
      description: 'Groups of the same bytes, also those that are not listed.',
      unit: 'groups',
    }),
    near: z.int().meta({
      title: 'Near duplicates',
      description: 'Groups of nearly the same image, also those that are not listed.',
      unit: 'groups',
    }),
    pending: z.int().meta({
      title: 'Pending',
      description: 'Images without a perceptual hash yet, which are not compared.',
      unit: 'images',
    }),
    embargo: embargoField('images', 'Images of the dataset'),
  })
  .openapi('Duplicates');
export type Duplicates = z.infer<typeof duplicatesSchema>;

export const listDuplicates = createRoute({
  method: 'get',
  path: '/datasets/{dataset}/duplicates',
  operationId: 'listDuplicates',
  ...access('public'),
  summary: 'Pictures of a dataset that stand elsewhere too, or twice',
  tags: ['datasets'],
  request: {
    params: z.object({ dataset: datasetFields.slug }),
    query: z.strictObject({
      distance: z.coerce.number().int().min(0).max(8).default(3).meta({
        title: 'Distance',
        description: 'Most bits, of 64, in which the perceptual hashes of near duplicates differ.',
        unit: 'bits',
      }),
    }),
  },
  responses: {
    200: json(duplicatesSchema, 'At most 200 groups'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

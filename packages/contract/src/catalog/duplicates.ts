import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { json, labelSchema, sha256Schema, slugSchema } from '../shared.ts';

const placeSchema = z.object({
  dataset: slugSchema,
  path: z.string(),
  sha256: sha256Schema,
  label: labelSchema,
});

export const duplicatesSchema = z
  .object({
    /** The same bytes in several datasets, or nearly the same picture anywhere (bits of the 64 that differ). */
    groups: z.array(
      z.object({ kind: z.enum(['same-bytes', 'near']), distance: z.int(), places: z.array(placeSchema) }),
    ),
    sameBytes: z.int(),
    near: z.int(),
    /** Pictures without a perceptual hash yet. */
    pending: z.int(),
  })
  .openapi('Duplicates');
export type Duplicates = z.infer<typeof duplicatesSchema>;

export const listDuplicates = createRoute({
  method: 'get',
  path: '/datasets/{dataset}/duplicates',
  operationId: 'listDuplicates',
  summary: 'Pictures of a dataset that stand elsewhere too, or twice',
  tags: ['datasets'],
  request: {
    params: z.object({ dataset: slugSchema }),
    query: z.strictObject({ distance: z.coerce.number().int().min(0).max(8).default(3) }),
  },
  responses: {
    200: json(duplicatesSchema, 'At most 200 groups'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

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

export const annotationQualitySchema = z
  .object({
    reference: slugSchema,
    thresholds: z.object({ iou: z.number(), labels: z.number() }),
    annotators: z.array(
      z.object({
        source: slugSchema,
        name: z.string(),
        /** Images that both the annotator and the reference have. */
        images: z.int(),
        /** Passing IoU ≥ threshold (union of boxes), label accuracy ≥ threshold, and both. */
        iou: z.object({ k: z.int(), n: z.int(), share: z.number().nullable() }),
        labels: z.object({ k: z.int(), n: z.int(), share: z.number().nullable() }),
        both: z.object({ k: z.int(), n: z.int(), share: z.number().nullable() }),
        meanIou: z.number().nullable(),
        /** Images that fail, worst first. */
        failing: z.array(
          z.object({
            sha256: sha256Schema,
            path: z.string(),
            iou: z.number().nullable(),
            labels: z.number().nullable(),
          }),
        ),
      }),
    ),
  })
  .openapi('AnnotationQuality');
export type AnnotationQuality = z.infer<typeof annotationQualitySchema>;

export const readAnnotationQuality = createRoute({
  method: 'get',
  path: '/datasets/{dataset}/annotation-quality',
  operationId: 'readAnnotationQuality',
  summary: 'Annotators against a reference subset: IoU ≥ 20% and label accuracy ≥ 1/3',
  tags: ['datasets'],
  request: {
    params: z.object({ dataset: slugSchema }),
    query: z.strictObject({
      reference: slugSchema,
      iou: z.coerce.number().min(0).max(1).default(0.2),
      labels: z.coerce
        .number()
        .min(0)
        .max(1)
        .default(1 / 3),
    }),
  },
  responses: {
    200: json(annotationQualitySchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

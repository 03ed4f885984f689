import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { json, sha256Schema, slugSchema } from '../shared.ts';

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

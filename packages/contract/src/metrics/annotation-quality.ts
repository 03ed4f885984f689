import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { embargoField } from '../embargo.ts';
import { problemResponses } from '../problems.ts';
import { countedShareFields, datasetFields, imageFields, json, slugSchema, sourceFields } from '../shared.ts';

const passing = (title: string, description: string) =>
  z
    .object(countedShareFields('images', description, 'Shared images on which it is defined.'))
    .meta({ title, description });

const referenceField = slugSchema.meta({
  title: 'Reference',
  description: 'Slug of the source that the annotators are compared with.',
});

export const annotationQualitySchema = z
  .object({
    reference: referenceField,
    thresholds: z
      .object({
        iou: z.number().meta({ title: 'IoU', description: 'Least IoU that passes.', unit: 'share' }),
        labels: z.number().meta({
          title: 'Label accuracy',
          description: 'Least label accuracy that passes.',
          unit: 'share',
        }),
      })
      .meta({ title: 'Thresholds', description: 'What an annotation must reach to pass.' }),
    annotators: z
      .array(
        z.object({
          source: sourceFields.slug,
          name: z
            .string()
            .meta({ title: 'Annotator', description: 'Name of the annotator as pages show it.' }),
          images: z.int().meta({
            title: 'Shared images',
            description: 'Images that both the annotator and the reference have.',
            unit: 'images',
          }),
          iou: passing('IoU passes', 'Images whose union IoU of boxes reaches the threshold.'),
          labels: passing('Labels pass', 'Images whose label accuracy reaches the threshold.'),
          both: passing('Both pass', 'Images on which both reach their thresholds.'),
          meanIou: z.number().nullable().meta({
            title: 'Mean IoU',
            description: 'Mean union IoU of boxes with the reference; null where it is never defined.',
            unit: 'share',
          }),
          failing: z
            .array(
              z.object({
                sha256: imageFields.sha256,
                path: imageFields.path,
                iou: z.number().nullable().meta({
                  title: 'IoU',
                  description: 'Union IoU of boxes with the reference; null where it is not defined.',
                  unit: 'share',
                }),
                labels: z.number().nullable().meta({
                  title: 'Label accuracy',
                  description: 'Label accuracy against the reference; null where it is not defined.',
                  unit: 'share',
                }),
              }),
            )
            .meta({ title: 'Failing', description: 'Images that fail, worst first.' }),
        }),
      )
      .meta({ title: 'Annotators', description: 'One report for each annotator of the dataset.' }),
    embargo: embargoField('images', 'Images of the dataset, which are not among the failing ones,'),
    embargoedRuns: embargoField('runs', 'Runs of annotators on the dataset').meta({
      title: 'Runs under embargo',
      description: 'Annotators whose reports are withheld from the public while studies are open.',
    }),
  })
  .openapi('AnnotationQuality');
export type AnnotationQuality = z.infer<typeof annotationQualitySchema>;

export const readAnnotationQuality = createRoute({
  method: 'get',
  path: '/datasets/{dataset}/annotation-quality',
  operationId: 'readAnnotationQuality',
  ...access('public'),
  summary: 'Annotators against a reference subset: IoU ≥ 20% and label accuracy ≥ 1/3',
  tags: ['datasets'],
  request: {
    params: z.object({ dataset: datasetFields.slug }),
    query: z.strictObject({
      reference: referenceField,
      iou: z.coerce.number().min(0).max(1).default(0.2).meta({
        title: 'IoU',
        description: 'Least IoU that passes.',
        unit: 'share',
      }),
      labels: z.coerce
        .number()
        .min(0)
        .max(1)
        .default(1 / 3)
        .meta({ title: 'Label accuracy', description: 'Least label accuracy that passes.', unit: 'share' }),
    }),
  },
  responses: {
    200: json(annotationQualitySchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found', 'embargoed'),
  },
});

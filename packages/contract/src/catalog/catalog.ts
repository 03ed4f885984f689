import { explanationSchema, parseProblemSchema, parseStatusSchema } from '@fakexplain/explanation';
import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { embargoField, embargoingStudiesField } from '../embargo.ts';
import { problemResponses } from '../problems.ts';
import {
  datasetFields,
  idSchema,
  imageFields,
  json,
  labelSchema,
  momentSchema,
  readingFields,
  shownExplanationSchema,
  sizeFields,
  sourceFields,
} from '../shared.ts';

export const datasetKindSchema = datasetFields.kind;
export const sourceKindSchema = sourceFields.kind;

const explanationsOf = (what: string) =>
  z.int().meta({ title: 'Explanations', description: `Explanations of ${what}.`, unit: 'explanations' });

/** Fields that say where an image stands in a dataset. */
const placeFields = {
  path: imageFields.path,
  label: imageFields.label,
  generator: z.string().nullable().meta({
    title: 'Generator',
    description: 'What generated the image; null where it is real or unknown.',
  }),
  category: z.string().nullable().meta({
    title: 'Category',
    description:
      'Kind of generator: `Diffusion`, `GAN`, `DiT` or `Others`; null where it is real or unknown.',
  }),
  fold: z.int().nullable().meta({
    title: 'Fold',
    description: 'Fold of the image, 0–3, stratified by generator; null where the dataset has none.',
  }),
};

/** The language of a dataset’s explanations: a BCP 47 tag in its canonical form. */
export const languageSchema = z.string().transform((tag, context) => {
  try {
    return new Intl.Locale(tag).toString();
  } catch {
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(tag)} is no tag of a language (BCP 47), such as en, zh or pt-BR`,
    });
    return z.NEVER;
  }
});

export const datasetSchema = z
  .object({
    ...datasetFields,
    licence: z.string().meta({ title: 'Licence', description: 'Licence of the images.' }),
    origin: z.string().meta({ title: 'Origin', description: 'Where the dataset comes from.' }),
    language: z.string().nullable().meta({
      title: 'Language',
      description:
        'Language of its explanations (BCP 47), by which texts are compared in words or in characters; null where nobody said it, and each image’s references tell it by their letters.',
    }),
    images: z.int().meta({ title: 'Images', description: 'Images of the dataset.', unit: 'images' }),
    real: z.int().meta({ title: 'Real', description: 'Images with the label `real`.', unit: 'images' }),
    generated: z.int().meta({
      title: 'Generated',
      description: 'Images with the label `generated`.',
      unit: 'images',
    }),
    explanations: explanationsOf('its images, of all sources'),
    createdAt: momentSchema.meta({ title: 'Added', description: 'When the dataset was brought in.' }),
  })
  .openapi('Dataset');
export type Dataset = z.infer<typeof datasetSchema>;

export const sourceSchema = z
  .object({
    ...sourceFields,
    description: z.string().meta({ title: 'Description', description: 'Who or what the source is.' }),
    explanations: explanationsOf('the source, of all datasets'),
    datasets: z
      .array(
        z.object({
          slug: datasetFields.slug,
          images: z.int().meta({
            title: 'Images',
            description: 'Images of the dataset that the source explained.',
            unit: 'images',
          }),
          newestRunAt: momentSchema.meta({
            title: 'Newest run',
            description: 'When its newest run on the dataset was made.',
          }),
        }),
      )
      .meta({
        title: 'Datasets',
        description:
          'What it explained, by the slug of the dataset: sources of one name are told apart by it.',
      }),
  })
  .openapi('Source');
export type Source = z.infer<typeof sourceSchema>;

export const datasetImageSchema = z
  .object({
    sha256: imageFields.sha256,
    ...sizeFields,
    ...placeFields,
    explanations: explanationsOf('the image, of all sources'),
  })
  .openapi('DatasetImage');
export type DatasetImage = z.infer<typeof datasetImageSchema>;

export const imageSchema = z
  .object({
    sha256: imageFields.sha256,
    ...sizeFields,
    mediaType: z
      .string()
      .meta({ title: 'Media type', description: 'Media type of the file, e.g. `image/png`.' }),
    byteSize: z.int().meta({ title: 'Size', description: 'Size of the file.', unit: 'bytes' }),
    datasets: z
      .array(
        z.object({
          slug: datasetFields.slug,
          title: datasetFields.title,
          kind: datasetFields.kind,
          ...placeFields,
        }),
      )
      .meta({ title: 'Datasets', description: 'Where the image stands, which may be in several datasets.' }),
    embargo: embargoingStudiesField.meta({ title: 'Embargo' }),
    explanations: z
      .array(
        z.object({
          id: idSchema.meta({ title: 'Explanation', description: 'Id of the explanation.' }),
          source: z.object(sourceFields).meta({ title: 'Source', description: 'Who explains the image.' }),
          run: z
            .object({
              id: idSchema.meta({ title: 'Run', description: 'Id of the run.' }),
              title: z.string().meta({ title: 'Run', description: 'Title of the run.' }),
              origin: z.enum(['import', 'generation']).meta({
                title: 'Origin',
                description: 'Whether it came in as a file or was generated by a model here.',
              }),
            })
            .meta({ title: 'Run', description: 'The run that the explanation belongs to.' }),
          explanation: shownExplanationSchema.meta({
            title: 'Explanation',
            description: 'What the source says about the image, as it was parsed.',
          }),
          probability: explanationSchema.shape.probability,
          rawText: z.string().nullable().meta({
            title: 'Raw text',
            description: 'The source’s own words; null where the explanation came in structured form.',
          }),
          ...readingFields,
          parseStatus: parseStatusSchema,
          parseProblems: z.array(parseProblemSchema).meta({
            title: 'Problems',
            description: 'What the parser noticed in the raw text.',
          }),
        }),
      )
      .meta({ title: 'Explanations', description: 'Every explanation of the image.' }),
  })
  .openapi('Image');
export type Image = z.infer<typeof imageSchema>;

export const listDatasets = createRoute({
  method: 'get',
  path: '/datasets',
  operationId: 'listDatasets',
  ...access('public'),
  summary: 'Datasets with their counts',
  tags: ['datasets'],
  responses: {
    200: json(
      z.object({
        datasets: z.array(datasetSchema).meta({ title: 'Datasets', description: 'The datasets by title.' }),
      }),
      'The datasets',
    ),
    ...problemResponses(),
  },
});

export const listDatasetImages = createRoute({
  method: 'get',
  path: '/datasets/{dataset}/images',
  operationId: 'listDatasetImages',
  ...access('public'),
  summary: 'A dataset’s images, by path',
  tags: ['datasets'],
  request: {
    params: z.object({ dataset: datasetFields.slug }),
    query: z.strictObject({
      after: z.string().max(1_000).optional().meta({
        title: 'After',
        description: 'The `next` of the page before; leave it out for the first page.',
      }),
      limit: z.coerce.number().int().min(1).max(200).default(60).meta({
        title: 'Limit',
        description: 'Most images of one page.',
      }),
      label: labelSchema.optional().meta({ title: 'Label', description: 'Only images with this label.' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        dataset: datasetSchema.meta({ title: 'Dataset', description: 'The dataset whose images these are.' }),
        images: z.array(datasetImageSchema).meta({ title: 'Images', description: 'Images by path.' }),
        embargo: embargoField('images', 'Images of the dataset'),
        next: z.string().nullable().meta({
          title: 'Next',
          description: 'The `after` of the page that follows; null on the last one.',
        }),
      }),
      'One page of images; `next` is the `after` of the page that follows',
    ),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const listSources = createRoute({
  method: 'get',
  path: '/sources',
  operationId: 'listSources',
  ...access('public'),
  summary: 'Who explains',
  tags: ['sources'],
  responses: {
    200: json(
      z.object({
        sources: z
          .array(sourceSchema)
          .meta({ title: 'Sources', description: 'Everyone who explains, by name.' }),
      }),
      'The sources',
    ),
    ...problemResponses(),
  },
});

const imageParams = z.object({ sha256: imageFields.sha256 });

export const readImage = createRoute({
  method: 'get',
  path: '/images/{sha256}',
  operationId: 'readImage',
  ...access('public'),
  summary: 'One image with its labels and every explanation of it',
  tags: ['images'],
  request: { params: imageParams },
  responses: {
    200: json(imageSchema, 'The image'),
    ...problemResponses('invalid-request', 'not-found', 'embargoed'),
  },
});

export const readImageFile = createRoute({
  method: 'get',
  path: '/images/{sha256}/file',
  operationId: 'readImageFile',
  ...access('public'),
  summary: 'The image’s bytes; immutable',
  description: 'A maintainer gets images under embargo too, which no cache may keep.',
  tags: ['images'],
  request: { params: imageParams },
  responses: {
    200: {
      description: 'The image',
      content: { 'image/*': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    304: { description: 'What `If-None-Match` names' },
    ...problemResponses('invalid-request', 'not-found', 'embargoed'),
  },
});

export const readThumbnail = createRoute({
  method: 'get',
  path: '/images/{sha256}/thumbnail',
  operationId: 'readThumbnail',
  ...access('public'),
  summary: 'The image in small, for lists; immutable',
  description:
    'At most 400 × 300 pixels, upright, on white where the image is transparent, without metadata. It is lossy: for judging an image, take the file.',
  tags: ['images'],
  request: { params: imageParams },
  responses: {
    200: {
      description: 'The thumbnail',
      content: { 'image/webp': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    304: { description: 'What `If-None-Match` names' },
    ...problemResponses('invalid-request', 'not-found'),
  },
});

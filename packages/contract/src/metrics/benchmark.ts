import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { embargoField } from '../embargo.ts';
import { problemResponses } from '../problems.ts';
import { datasetFields, idSchema, json, momentSchema, slugSchema, sourceFields } from '../shared.ts';

export const signatureSchema = z.string().meta({
  title: 'Signature',
  description:
    'Metric and all its settings in one line, e.g. `bleu2|tok:13a|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1`.',
});

export const boundFields = {
  low: z.number().nullable().meta({
    title: 'Lower bound',
    description: 'Lower end of the 95% bootstrap interval over images or groups; null with fewer than two.',
  }),
  high: z.number().nullable().meta({
    title: 'Upper bound',
    description: 'Upper end of the 95% bootstrap interval over images or groups; null with fewer than two.',
  }),
};

export const metricSchema = z
  .object({
    signature: signatureSchema,
    metric: z.string().meta({
      title: 'Metric',
      description: 'Slug of what is measured: `acc`, `iou_union`, `bleu2`, …',
    }),
    key: z.string().meta({
      title: 'Key',
      description:
        'Short name, unique among all: `acc`, or with a variant other than the default `bleu2.coco-sentence`.',
    }),
    variant: z.string().meta({
      title: 'Variant',
      description: 'Name of the choice of settings; `default` is the one that pages show first.',
    }),
    title: z.string().meta({ title: 'Metric', description: 'Name of the metric as pages show it.' }),
    definition: z.string().meta({ title: 'Definition', description: 'Formula and edge cases in words.' }),
    range: z.tuple([z.number(), z.number()]).meta({
      title: 'Range',
      description: 'Least and greatest possible value; `better` says which end is good.',
    }),
    better: z.enum(['higher', 'lower']).nullable().meta({
      title: 'Better',
      description: 'Which values are good; null where neither end of the range is.',
    }),
    of: z.enum(['explanation', 'run']).meta({
      title: 'Of',
      description: 'Whether single explanations have a value, of which runs have the mean, or runs alone.',
    }),
    needs: z
      .array(
        z.enum(['real_images', 'generated_images', 'probabilities', 'reference_regions', 'reference_texts']),
      )
      .meta({ title: 'Needs', description: 'What must be there for the metric to have a value.' }),
    readWith: z.array(z.string()).meta({
      title: 'Read with',
      description: 'Keys of the metrics that must be read together with this one.',
    }),
    publishedAs: z.enum(['Acc', 'IoU', 'BLEU-2', 'ROUGE-L']).nullable().meta({
      title: 'Published as',
      description:
        'What papers call it; how they computed it is not known, so several metrics may have the same name. Null where no paper gives it.',
    }),
  })
  .openapi('Metric', {
    description:
      'A metric under one choice of settings. Only values with the same signature may be compared.',
  });
export type Metric = z.infer<typeof metricSchema>;

export const measuredSchema = z
  .object({
    signature: signatureSchema,
    n: z.int().meta({ title: 'n', description: 'Images that the value is a mean over.', unit: 'images' }),
    value: z.number().meta({ title: 'Value', description: 'Value of the metric, in the metric’s range.' }),
    ...boundFields,
  })
  .openapi('Measured', { description: 'A value measured here, with its percentile bootstrap interval.' });
export type Measured = z.infer<typeof measuredSchema>;

export const publishedFigureSchema = z
  .object({
    table: z.string().meta({ title: 'Table', description: 'Which of the paper’s tables it stands in.' }),
    model: z.string().meta({ title: 'Model', description: 'Model as the paper names it.' }),
    modelSlug: slugSchema.nullable().meta({
      title: 'Manifest',
      description:
        'Slug of the manifest of the model, which is the slug of its source too; null without one.',
    }),
    of: z.string().meta({
      title: 'Of',
      description: 'Row or column of the table: a category, a dataset, a configuration.',
    }),
    metric: z.enum(['Acc', 'IoU', 'BLEU-2', 'ROUGE-L', 'Preferred', 'Votes']).meta({
      title: 'Metric',
      description: 'Metric as the paper names it; how it was computed is not known unless `note` says.',
    }),
    value: z.number().meta({ title: 'Value', description: 'A share, 0–1; for `Votes` a count.' }),
    note: z.string().nullable().meta({
      title: 'Note',
      description: 'What is known of how the figure was computed, or what is odd about it; null without any.',
    }),
    source: z.string().meta({ title: 'Source', description: 'Citation of the paper.' }),
  })
  .openapi('PublishedFigure', {
    description: 'A number from a paper, as published; never mixed with measured ones.',
  });
export type PublishedFigure = z.infer<typeof publishedFigureSchema>;

export const sliceKindSchema = z.enum(['all', 'label', 'category', 'generator', 'fold']);

export const runSchema = z
  .object({
    id: idSchema.meta({ title: 'Run', description: 'Id of the run.' }),
    title: z.string().meta({
      title: 'Run',
      description: 'Title of the run; for an import, the name of the file.',
    }),
    origin: z.enum(['import', 'generation']).meta({
      title: 'Origin',
      description: 'Whether the explanations came in as a file or were generated by a model here.',
    }),
    reference: z.boolean().meta({
      title: 'Reference',
      description: 'Whether other runs on the dataset are scored against the explanations of this one.',
    }),
    source: z.object(sourceFields).meta({ title: 'Source', description: 'Who explains in the run.' }),
    dataset: z.object(datasetFields).meta({
      title: 'Dataset',
      description: 'The dataset whose images are explained.',
    }),
    explanations: z.int().meta({
      title: 'Explained',
      description: 'Explanations in the run.',
      unit: 'explanations',
    }),
    scored: z.int().meta({
      title: 'Scored',
      description: 'Explanations of the run that have a current score.',
      unit: 'explanations',
    }),
    images: z.int().meta({ title: 'Images', description: 'Images of the dataset.', unit: 'images' }),
    createdAt: momentSchema.meta({ title: 'Made', description: 'When the run was made.' }),
  })
  .openapi('Run', { description: 'The explanations of one source for one dataset, as they are scored.' });
export type Run = z.infer<typeof runSchema>;

export const metricsField = z.array(metricSchema).meta({
  title: 'Metrics',
  description: 'The metrics whose values are given, in the order in which pages show them.',
});

/** @param description when the warning is given, and what it means for a reader */
const warning = <C extends string, P extends z.ZodRawShape>(code: C, description: string, params: P) =>
  z.object({
    code: z.literal(code).meta({ title: 'Code', description }),
    params: z.object(params).meta({ title: 'Parameters', description: 'The numbers behind the warning.' }),
  });
const counted = (title: string, description: string, unit: string) =>
  z.int().meta({ title, description, unit });
const share = (title: string, description: string) => z.number().meta({ title, description, unit: 'share' });

export const warningSchema = z
  .discriminatedUnion('code', [
    warning('partial_coverage', 'Images of the dataset without an explanation count nowhere.', {
      explanations: counted('Explained', 'Images that the run explains.', 'images'),
      images: counted('Images', 'Images of the dataset.', 'images'),
    }),
    warning('unscored', 'Some explanations have no current score.', {
      explanations: counted('Unscored', 'Explanations without a current score.', 'explanations'),
    }),
    warning(
      'unreadable_masks',
      'Masks of an earlier import cannot be read; explanations with one are in no metric of regions.',
      {
        explanations: counted('Unreadable', 'Explanations with a mask that cannot be read.', 'explanations'),
      },
    ),
    warning('auroc_below_half', 'The probabilities rank backwards: were real and generated swapped?', {
      auroc: share('AUROC', 'Area under the ROC curve of the run.'),
    }),
    warning(
      'accuracy_below_constant',
      'Fewer verdicts are right than with one constant answer for all: were real and generated swapped?',
      {
        accuracy: share('Accuracy', 'Share of verdicts that are right.'),
        constant: share('Constant answer', 'Share that the better constant answer gets right.'),
      },
    ),
    warning('generated_only', 'The dataset has generated images only: only recall can be told.', {}),
    warning('whole_image_regions', 'IoU is undefined: the regions of the dataset mean the whole image.', {}),
    warning('no_reference_regions', 'No reference has regions to compare with.', {}),
    warning(
      'unspaced_references',
      'Reference texts are in languages without spaces between words, in which other tokens than characters see no words.',
      {
        images: counted(
          'Unspaced',
          'Images whose reference texts are by half of their letters or more in such a language.',
          'images',
        ),
        of: counted('Images', 'Images with a reference text.', 'images'),
      },
    ),
  ])
  .openapi('Warning', { description: 'What a reader of the values of a run has to know.' });
export type Warning = z.infer<typeof warningSchema>;

export const benchmarkRowSchema = z
  .object({
    run: runSchema.meta({ title: 'Run', description: 'The run whose values these are.' }),
    values: z.array(measuredSchema).meta({ title: 'Values', description: 'One value for each metric.' }),
    warnings: z.array(warningSchema).meta({
      title: 'Warnings',
      description: 'What a reader of the values must know; pages say it in words.',
    }),
  })
  .openapi('BenchmarkRow');
export type BenchmarkRow = z.infer<typeof benchmarkRowSchema>;

export const benchmarkSchema = z
  .object({
    metrics: metricsField,
    slice: z
      .object({
        kind: sliceKindSchema.meta({
          title: 'Slice',
          description: 'What the images are chosen by; `all` is every image.',
        }),
        value: z.string().meta({
          title: 'Value',
          description: 'Value that the images of the slice share; empty for `all`.',
        }),
      })
      .meta({ title: 'Slice', description: 'Which images the values are over.' }),
    slices: z
      .object({
        category: z
          .array(z.string())
          .meta({ title: 'Category', description: 'Categories that have values.' }),
        generator: z
          .array(z.string())
          .meta({ title: 'Generator', description: 'Generators that have values.' }),
      })
      .meta({ title: 'Slices', description: 'The slices that can be asked for.' }),
    rows: z.array(benchmarkRowSchema).meta({ title: 'Rows', description: 'One row for each run.' }),
    embargo: embargoField('runs', 'Runs'),
    published: z.array(publishedFigureSchema).meta({
      title: 'As published',
      description: 'Figures that papers print for the same models.',
    }),
    unscored: z.int().meta({
      title: 'Unscored',
      description: 'Explanations still to be scored, over all runs.',
      unit: 'explanations',
    }),
  })
  .openapi('Benchmark', {
    description: 'Every run on every dataset by every metric, for one slice of the images.',
  });
export type Benchmark = z.infer<typeof benchmarkSchema>;

const tags = ['benchmark'];

export const readBenchmark = createRoute({
  method: 'get',
  path: '/benchmark',
  operationId: 'readBenchmark',
  ...access('public'),
  summary: 'Every run on every dataset, by every metric, published figures beside',
  tags,
  request: {
    query: z.strictObject({
      slice: sliceKindSchema.default('all').meta({
        title: 'Slice',
        description: 'What to choose the images by; `all` is every image.',
      }),
      value: z.string().max(200).default('').meta({
        title: 'Value',
        description: 'Value of the slice, e.g. the name of a generator; empty for `all`.',
      }),
      dataset: slugSchema.optional().meta({ title: 'Dataset', description: 'Only runs on this dataset.' }),
    }),
  },
  responses: { 200: json(benchmarkSchema, 'The benchmark'), ...problemResponses('invalid-request') },
});

export const listPublished = createRoute({
  method: 'get',
  path: '/published',
  operationId: 'listPublished',
  ...access('public'),
  summary: 'The paper’s tables as published',
  tags,
  responses: {
    200: json(
      z.object({
        figures: z
          .array(publishedFigureSchema)
          .meta({ title: 'Figures', description: 'The published figures.' }),
      }),
      'The figures',
    ),
    ...problemResponses(),
  },
});

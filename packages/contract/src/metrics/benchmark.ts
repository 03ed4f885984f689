import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { idSchema, json, momentSchema, slugSchema } from '../shared.ts';
import { datasetKindSchema, sourceKindSchema } from './catalog.ts';

/** A metric under one choice of settings: values may be compared only where `signature` is the same. */
export const metricSchema = z
  .object({
    /** Every setting in one line, e.g. `bleu2|tok:13a|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1`. */
    signature: z.string(),
    /** Its short name, unique among all: `acc`, or with a variant other than the default `bleu2.coco-sentence`. */
    key: z.string(),
    /** What is measured: `acc`, `iou_union`, `bleu2`, … */
    metric: z.string(),
    variant: z.string(),
    title: z.string(),
    /** Formula and edge cases in words. */
    definition: z.string(),
    /** Range of values; `better` says which end is good, null where neither is. */
    range: z.tuple([z.number(), z.number()]),
    better: z.enum(['higher', 'lower']).nullable(),
    /** A value of single explanations, of which runs have the mean, or of runs alone. */
    of: z.enum(['explanation', 'run']),
    /** What must be there for it to have a value. */
    needs: z.array(
      z.enum(['real_images', 'generated_images', 'probabilities', 'reference_regions', 'reference_texts']),
    ),
    /** Keys of the metrics that must be read together with it. */
    readWith: z.array(z.string()),
    /** What papers call it; how they computed it is not known, so several of ours may have the same name. */
    publishedAs: z.enum(['Acc', 'IoU', 'BLEU-2', 'ROUGE-L']).nullable(),
  })
  .openapi('Metric');
export type Metric = z.infer<typeof metricSchema>;

/** A measured value. `low`/`high`: percentile bootstrap over images (or groups), null with fewer than two. */
export const measuredSchema = z
  .object({
    signature: z.string(),
    n: z.int(),
    value: z.number(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  })
  .openapi('Measured');
export type Measured = z.infer<typeof measuredSchema>;

/** A number from a paper, as published; never mixed with measured ones. */
export const publishedFigureSchema = z
  .object({
    /** Which of the paper's tables it stands in. */
    table: z.string(),
    model: z.string(),
    /** Slug of that model's manifest, which is the slug of its source too; null where there is none. */
    modelSlug: slugSchema.nullable(),
    /** Row or column beside the model: a category, a dataset, a configuration. */
    of: z.string(),
    /** Metric as the paper names it; how it was computed is not known unless `note` says. */
    metric: z.enum(['Acc', 'IoU', 'BLEU-2', 'ROUGE-L', 'Preferred', 'Votes']),
    /** A share, 0–1; for `Votes` a count. */
    value: z.number(),
    note: z.string().nullable(),
    source: z.string(),
  })
  .openapi('PublishedFigure');
export type PublishedFigure = z.infer<typeof publishedFigureSchema>;

export const sliceKindSchema = z.enum(['all', 'label', 'category', 'generator', 'fold']);

export const runSchema = z
  .object({
    id: idSchema,
    title: z.string(),
    origin: z.enum(['import', 'generation']),
    reference: z.boolean(),
    source: z.object({ slug: slugSchema, name: z.string(), kind: sourceKindSchema, demo: z.boolean() }),
    dataset: z.object({
      slug: slugSchema,
      title: z.string(),
      kind: datasetKindSchema,
      localisation: z.enum(['visible_artifact', 'manipulated_region', 'whole_image']),
    }),
    /** Explanations in the run, those with a current score, and images of the dataset. */
    explanations: z.int(),
    scored: z.int(),
    images: z.int(),
    createdAt: momentSchema,
  })
  .openapi('Run');
export type Run = z.infer<typeof runSchema>;

const warning = <C extends string, P extends z.ZodRawShape>(code: C, params: P) =>
  z.object({ code: z.literal(code), params: z.object(params) });

/** What a reader of a run's values has to know. */
export const warningSchema = z
  .discriminatedUnion('code', [
    /** Images of the dataset without an explanation count nowhere. */
    warning('partial_coverage', { explanations: z.int(), images: z.int() }),
    /** So many explanations have no current score. */
    warning('unscored', { explanations: z.int() }),
    /** The probabilities rank backwards: were real and generated swapped? */
    warning('auroc_below_half', { auroc: z.number() }),
    /** Fewer verdicts are right than with one constant answer for all, whichever: were real and generated swapped? */
    warning('accuracy_below_constant', { accuracy: z.number(), constant: z.number() }),
    /** Only recall can be told. */
    warning('generated_only', {}),
    /** IoU is undefined: the regions of this dataset mean the whole image. */
    warning('whole_image_regions', {}),
    warning('no_reference_regions', {}),
  ])
  .openapi('Warning');
export type Warning = z.infer<typeof warningSchema>;

export const benchmarkRowSchema = z
  .object({
    run: runSchema,
    values: z.array(measuredSchema),
    /** Pages say them in words. */
    warnings: z.array(warningSchema),
  })
  .openapi('BenchmarkRow');
export type BenchmarkRow = z.infer<typeof benchmarkRowSchema>;

export const benchmarkSchema = z
  .object({
    metrics: z.array(metricSchema),
    slice: z.object({ kind: sliceKindSchema, value: z.string() }),
    slices: z.object({ category: z.array(z.string()), generator: z.array(z.string()) }),
    rows: z.array(benchmarkRowSchema),
    published: z.array(publishedFigureSchema),
    /** Explanations still to be scored, over all runs. */
    unscored: z.int(),
  })
  .openapi('Benchmark');
export type Benchmark = z.infer<typeof benchmarkSchema>;

const tags = ['benchmark'];

export const readBenchmark = createRoute({
  method: 'get',
  path: '/benchmark',
  operationId: 'readBenchmark',
  summary: 'Every run on every dataset, by every metric, published figures beside',
  tags,
  request: {
    query: z.strictObject({
      slice: sliceKindSchema.default('all'),
      value: z.string().max(200).default(''),
      dataset: slugSchema.optional(),
    }),
  },
  responses: { 200: json(benchmarkSchema, 'The benchmark'), ...problemResponses('invalid-request') },
});

export const listPublished = createRoute({
  method: 'get',
  path: '/published',
  operationId: 'listPublished',
  summary: 'The paper’s tables as published',
  tags,
  responses: {
    200: json(z.object({ figures: z.array(publishedFigureSchema) }), 'The figures'),
    ...problemResponses(),
  },
});

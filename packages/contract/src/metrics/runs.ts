import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { embargoField } from '../embargo.ts';
import { problemResponses } from '../problems.ts';
import {
  countedShareFields,
  idSchema,
  imageFields,
  json,
  labelSchema,
  readingFields,
  slugSchema,
} from '../shared.ts';
import {
  benchmarkRowSchema,
  measuredSchema,
  metricsField,
  runSchema,
  signatureSchema,
  sliceKindSchema,
} from './benchmark.ts';

const parsed = (title: string, description: string) =>
  z
    .object(countedShareFields('outputs', description, 'Explanations of the run.'))
    .meta({ title, description });

const verdictSchema = labelSchema.nullable().meta({
  title: 'Verdict',
  description: 'What the source says the image is; null where its output holds no verdict.',
});

const confusionRow = (label: string) =>
  z
    .object({
      real: z.int().meta({ title: 'Real', description: 'Images with the verdict `real`.', unit: 'images' }),
      generated: z.int().meta({
        title: 'Generated',
        description: 'Images with the verdict `generated`.',
        unit: 'images',
      }),
      unparsed: z.int().meta({ title: 'Unparsed', description: 'Images without a verdict.', unit: 'images' }),
    })
    .meta({ title: label, description: `Images with the label \`${label.toLowerCase()}\`, by verdict.` });

const worstCaseSchema = z.object({
  ...imageFields,
  verdict: verdictSchema,
  value: z.number().meta({ title: 'Value', description: 'Value of the metric that was asked for.' }),
});

export const runReportSchema = z
  .object({
    run: runSchema.meta({ title: 'Run', description: 'The run that is reported on.' }),
    metrics: metricsField,
    overall: benchmarkRowSchema.meta({ title: 'Overall', description: 'Values over all images of the run.' }),
    slices: z
      .array(
        z.object({
          kind: sliceKindSchema.meta({ title: 'Slice', description: 'What the images are chosen by.' }),
          value: z
            .string()
            .meta({ title: 'Value', description: 'Value that the images of the slice share.' }),
          values: z
            .array(measuredSchema)
            .meta({ title: 'Values', description: 'One value for each metric.' }),
        }),
      )
      .meta({ title: 'Slices', description: 'Values over parts of the images.' }),
    folds: z
      .array(
        z.object({
          signature: signatureSchema,
          mean: z.number().meta({ title: 'Mean', description: 'Mean of the four folds’ values.' }),
          spread: z.number().meta({
            title: 'Spread',
            description: 'Standard deviation of the four folds’ values.',
          }),
        }),
      )
      .meta({
        title: 'Folds: mean ± spread',
        description: 'Each metric over the four folds, where all four have a value.',
      }),
    confusion: z
      .object({ real: confusionRow('Real'), generated: confusionRow('Generated') })
      .meta({ title: 'Confusion', description: 'Images counted by label (rows) and verdict (columns).' }),
    calibration: z
      .array(
        z.object({
          from: z.number().meta({
            title: 'From',
            description: 'Least probability of the bin.',
            unit: 'probability',
          }),
          to: z.number().meta({
            title: 'To',
            description: 'Greatest probability of the bin.',
            unit: 'probability',
          }),
          n: z.int().meta({ title: 'n', description: 'Images in the bin.', unit: 'images' }),
          mean: z.number().meta({
            title: 'Mean probability',
            description: 'Mean probability of `generated` in the bin.',
            unit: 'probability',
          }),
          generated: z.number().meta({
            title: 'Generated',
            description: 'Share of the bin’s images whose label is `generated`.',
            unit: 'share',
          }),
        }),
      )
      .meta({
        title: 'Calibration',
        description:
          'The probability of `generated` in ten bins of equal width, those without images left out; empty where the source gives no probability.',
      }),
    parsing: z
      .object({
        ok: parsed('Parsed fully', 'Outputs in which everything parsed.'),
        partial: parsed('Parsed in part', 'Outputs with a verdict in which something else did not parse.'),
        failed: parsed('Failed to parse', 'Outputs without a verdict.'),
        problems: z
          .array(
            z.object({
              code: z.string().meta({ title: 'Problem', description: 'Code of the parser’s problem.' }),
              images: z.int().meta({
                title: 'Images',
                description: 'Images whose output has the problem.',
                unit: 'images',
              }),
            }),
          )
          .meta({ title: 'Problems', description: 'What the parser noticed, commonest first.' }),
      })
      .meta({ title: 'Parsing', description: 'How far the texts of the run could be read.' }),
    readBack: z
      .object({
        regions: z
          .int()
          .meta({ title: 'Regions', description: 'Regions of all explanations.', unit: 'regions' }),
        masks: z.int().meta({ title: 'Masks', description: 'Regions with a mask.', unit: 'regions' }),
        texts: z
          .array(
            z.object({
              written: z.enum(['text', 'structured']).meta({
                title: 'Written',
                description: 'Whether the source’s own words are kept, or it came in structured form.',
              }),
              ...readingFields,
              explanations: z.int().meta({
                title: 'Explanations',
                description: 'Explanations that were read so.',
                unit: 'explanations',
              }),
            }),
          )
          .meta({ title: 'Texts', description: 'How texts were read, commonest first.' }),
        first: z.array(z.object(imageFields)).meta({
          title: 'First',
          description:
            'The first three images by path of which the run marks something, else the first three.',
        }),
      })
      .meta({ title: 'Read back', description: 'What was understood of what the source says.' }),
    missing: z.int().meta({
      title: 'Missing',
      description: 'Images of the dataset without an explanation: not counted in any value.',
      unit: 'images',
    }),
    worst: z.array(worstCaseSchema).meta({
      title: 'Worst cases',
      description: 'Images with the worst values of the metric asked for, worst first.',
    }),
    embargo: embargoField(
      'images',
      'Images of the dataset, which are neither among the worst cases nor read back,',
    ),
  })
  .openapi('RunReport', { description: 'All that is measured of one run.' });
export type RunReport = z.infer<typeof runReportSchema>;

const iouSchema = z.number().nullable().meta({
  title: 'IoU',
  description:
    'Union IoU of the regions with the reference, 0–1; null where it is not defined, as on a real image.',
  unit: 'share',
});

export const comparisonSchema = z
  .object({
    a: runSchema.meta({ title: 'A', description: 'The first run.' }),
    b: runSchema.meta({ title: 'B', description: 'The second run.' }),
    metrics: metricsField,
    images: z.int().meta({
      title: 'Images',
      description: 'Images that both runs have explained.',
      unit: 'images',
    }),
    differences: z
      .array(
        z.object({
          signature: signatureSchema,
          n: z.int().meta({
            title: 'n',
            description: 'Images on which the metric is defined for both runs.',
            unit: 'images',
          }),
          a: z.number().meta({ title: 'A', description: 'Value of the first run on these images.' }),
          b: z.number().meta({ title: 'B', description: 'Value of the second run on these images.' }),
          difference: z.number().meta({ title: 'Difference', description: 'a − b on the same images.' }),
          low: z.number().nullable().meta({
            title: 'Lower bound',
            description:
              'Lower end of the 95% paired bootstrap interval; null with fewer than two images, or where all resamples agree.',
          }),
          high: z.number().nullable().meta({
            title: 'Upper bound',
            description:
              'Upper end of the 95% paired bootstrap interval; null with fewer than two images, or where all resamples agree.',
          }),
        }),
      )
      .meta({ title: 'Differences', description: 'One difference for each metric.' }),
    mcNemar: z
      .object({
        onlyA: z.int().meta({
          title: 'Only A',
          description: 'Images whose verdict is right in the first run only.',
          unit: 'images',
        }),
        onlyB: z.int().meta({
          title: 'Only B',
          description: 'Images whose verdict is right in the second run only.',
          unit: 'images',
        }),
        p: z.number().nullable().meta({
          title: 'p',
          description: 'Exact two-sided p-value; null where no image is shared.',
          unit: 'probability',
        }),
      })
      .meta({ title: 'McNemar', description: 'Exact McNemar test of the verdicts of both runs.' }),
    disagreements: z
      .array(
        z.object({
          ...imageFields,
          verdictA: verdictSchema.meta({ title: 'Verdict of A' }),
          verdictB: verdictSchema.meta({ title: 'Verdict of B' }),
          iouA: iouSchema.meta({ title: 'IoU of A' }),
          iouB: iouSchema.meta({ title: 'IoU of B' }),
        }),
      )
      .meta({
        title: 'Disagreements',
        description:
          'Images on which the verdicts differ or the IoU differs most, greatest difference first.',
      }),
    embargo: embargoField('images', 'Images of the dataset, which are not among the disagreements,'),
  })
  .openapi('Comparison', { description: 'Two runs on the images that both have explained.' });
export type Comparison = z.infer<typeof comparisonSchema>;

const tags = ['runs'];

export const listRuns = createRoute({
  method: 'get',
  path: '/runs',
  operationId: 'listRuns',
  ...access('public'),
  summary: 'Runs, newest first',
  tags,
  request: {
    query: z.strictObject({
      dataset: slugSchema.optional().meta({ title: 'Dataset', description: 'Only runs on this dataset.' }),
      source: slugSchema.optional().meta({ title: 'Source', description: 'Only runs of this source.' }),
    }),
  },
  responses: {
    200: json(
      z.object({ runs: z.array(runSchema).meta({ title: 'Runs', description: 'The runs, newest first.' }) }),
      'The runs',
    ),
    ...problemResponses('invalid-request'),
  },
});

export const readRun = createRoute({
  method: 'get',
  path: '/runs/{run}',
  operationId: 'readRun',
  ...access('public'),
  summary: 'One run: slices, confusion, calibration, failures to parse, worst cases',
  tags,
  request: {
    params: z.object({ run: idSchema.meta({ title: 'Run', description: 'Id of the run.' }) }),
    query: z.strictObject({
      worst: z.string().max(100).optional().meta({
        title: 'Worst by',
        description:
          'Key of the metric of explanations by which the worst cases are chosen; the first one without.',
      }),
    }),
  },
  responses: {
    200: json(runReportSchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found', 'embargoed'),
  },
});

export const compareRuns = createRoute({
  method: 'get',
  path: '/comparisons/{a}/{b}',
  operationId: 'compareRuns',
  ...access('public'),
  summary: 'Two runs on the images both have explained',
  tags,
  request: {
    params: z.object({
      a: idSchema.meta({ title: 'A', description: 'Id of the first run.' }),
      b: idSchema.meta({ title: 'B', description: 'Id of the second run.' }),
    }),
  },
  responses: {
    200: json(comparisonSchema, 'The comparison'),
    ...problemResponses('invalid-request', 'not-found', 'embargoed'),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { idSchema, json, labelSchema, sha256Schema, slugSchema } from '../shared.ts';
import { benchmarkRowSchema, measuredSchema, metricSchema, runSchema, sliceKindSchema } from './benchmark.ts';

const countedShareSchema = z.object({ k: z.int(), n: z.int(), share: z.number().nullable() });

export const worstCaseSchema = z.object({
  sha256: sha256Schema,
  path: z.string(),
  label: labelSchema,
  verdict: labelSchema.nullable(),
  value: z.number(),
});

export const runReportSchema = z
  .object({
    run: runSchema,
    metrics: z.array(metricSchema),
    overall: benchmarkRowSchema,
    slices: z.array(z.object({ kind: sliceKindSchema, value: z.string(), values: z.array(measuredSchema) })),
    /** Mean and standard deviation over the four folds, where all four have scores. */
    folds: z.array(z.object({ signature: z.string(), mean: z.number(), spread: z.number() })),
    /** Rows: label; columns: verdict. */
    confusion: z.object({
      real: z.object({ real: z.int(), generated: z.int(), unparsed: z.int() }),
      generated: z.object({ real: z.int(), generated: z.int(), unparsed: z.int() }),
    }),
    /** Ten bins of the probability of `generated`; empty without probabilities. */
    calibration: z.array(
      z.object({ from: z.number(), to: z.number(), n: z.int(), mean: z.number(), generated: z.number() }),
    ),
    parsing: z.object({
      ok: countedShareSchema,
      partial: countedShareSchema,
      failed: countedShareSchema,
      /** Problems by code, commonest first. */
      problems: z.array(z.object({ code: z.string(), images: z.int() })),
    }),
    /** Images of the dataset without an explanation: not counted in any value. */
    missing: z.int(),
    /** By the metric asked for, worst first. */
    worst: z.array(worstCaseSchema),
  })
  .openapi('RunReport');
export type RunReport = z.infer<typeof runReportSchema>;

export const comparisonSchema = z
  .object({
    a: runSchema,
    b: runSchema,
    metrics: z.array(metricSchema),
    /** Images that both have explained. */
    images: z.int(),
    /** a − b on the same images, paired bootstrap; `n` images where both are defined. */
    differences: z.array(
      z.object({
        signature: z.string(),
        n: z.int(),
        a: z.number(),
        b: z.number(),
        difference: z.number(),
        low: z.number().nullable(),
        high: z.number().nullable(),
      }),
    ),
    /** Exact McNemar test of the verdicts: right in a only, in b only. */
    mcNemar: z.object({ onlyA: z.int(), onlyB: z.int(), p: z.number().nullable() }),
    /** Where verdicts differ or IoU differs most. */
    disagreements: z.array(
      z.object({
        sha256: sha256Schema,
        path: z.string(),
        label: labelSchema,
        verdictA: labelSchema.nullable(),
        verdictB: labelSchema.nullable(),
        iouA: z.number().nullable(),
        iouB: z.number().nullable(),
      }),
    ),
  })
  .openapi('Comparison');
export type Comparison = z.infer<typeof comparisonSchema>;

const tags = ['runs'];

export const listRuns = createRoute({
  method: 'get',
  path: '/runs',
  operationId: 'listRuns',
  summary: 'Runs, newest first',
  tags,
  request: { query: z.strictObject({ dataset: slugSchema.optional() }) },
  responses: {
    200: json(z.object({ runs: z.array(runSchema) }), 'The runs'),
    ...problemResponses('invalid-request'),
  },
});

export const readRun = createRoute({
  method: 'get',
  path: '/runs/{run}',
  operationId: 'readRun',
  summary: 'One run: slices, confusion, calibration, failures to parse, worst cases',
  tags,
  request: {
    params: z.object({ run: idSchema }),
    /** Key of the metric of explanations by which the worst cases are told; the first of all if not said. */
    query: z.strictObject({ worst: z.string().max(100).optional() }),
  },
  responses: {
    200: json(runReportSchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const compareRuns = createRoute({
  method: 'get',
  path: '/comparisons/{a}/{b}',
  operationId: 'compareRuns',
  summary: 'Two runs on the images both have explained',
  tags,
  request: { params: z.object({ a: idSchema, b: idSchema }) },
  responses: {
    200: json(comparisonSchema, 'The comparison'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

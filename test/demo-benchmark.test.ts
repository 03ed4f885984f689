import { call, metrics, problemSchema, type ClientOptions } from '@fakexplain/contract';
import { createLogger } from '@fakexplain/service-kit';
import { beforeAll, expect, test } from 'vitest';
import { createApp } from '../services/metrics/src/app.ts';
import { importDemo, useCatalogAndMetrics } from './harness/catalog-and-metrics.ts';
import { scorePending } from '../services/metrics/src/scoring/score-pending.ts';

const { catalog, measured } = useCatalogAndMetrics();
const logger = createLogger('metrics', 'silent');

/** The client of the contract, which parses every answer, against the app without a port. */
function client(): ClientOptions {
  const app = createApp({ ...measured(), logger });
  return { baseUrl: 'http://metrics', fetch: async (input, init) => app.request(new Request(input, init)) };
}

beforeAll(async () => {
  expect(await importDemo(catalog())).toEqual([]);
  const before = await readBenchmark();
  expect(before.unscored).toBe(1_400);
  expect(await scorePending(measured())).toEqual({ scored: 1_400, complete: true });
}, 180_000);

const readBenchmark = (query: { slice?: 'all' | 'category'; value?: string; dataset?: string } = {}) =>
  call(metrics.readBenchmark, { query }, client());

type Benchmark = Awaited<ReturnType<typeof readBenchmark>>;

const rowOf = ({ rows }: Benchmark, source: string) => {
  const row = rows.find(({ run }) => run.source.slug === source);
  if (!row) throw new Error(`the benchmark has no ${source}`);
  return row;
};

function valueOf(benchmark: Benchmark, source: string, metric: string, variant = 'default') {
  const signature = benchmark.metrics.find((m) => m.metric === metric && m.variant === variant)?.signature;
  return rowOf(benchmark, source).values.find((value) => value.signature === signature)?.value ?? NaN;
}

const idOf = async (source: string) => rowOf(await readBenchmark(), source).run.id;

test('stand-ins rank as they were made', async () => {
  const benchmark = await readBenchmark();
  expect(benchmark.unscored).toBe(0);
  expect(benchmark.rows).toHaveLength(7);
  const inOrder = (metric: string, ...sources: string[]) => {
    const values = sources.map((source) => valueOf(benchmark, source, metric));
    expect(values, metric).toEqual(values.toSorted((a, b) => b - a));
    expect(new Set(values).size, metric).toBe(sources.length);
  };
  // Right places; right places and others beside them; beside the places.
  for (const metric of ['iou_union', 'iou_matched', 'iou_centre_greedy'])
    inOrder(metric, 'demo-close', 'demo-hallucinated', 'demo-shifted');
  // Right words; right words and others beside them; other words for the places; words that say nothing.
  for (const metric of ['bleu2', 'rouge_l'])
    inOrder(metric, 'demo-close', 'demo-hallucinated', 'demo-wrong-defect', 'demo-vague');
  // What is right in place and wrong in words, and the reverse.
  inOrder('iou_union', 'demo-wrong-defect', 'demo-shifted');
  inOrder('rouge_l', 'demo-shifted', 'demo-wrong-defect');
  inOrder('acc', 'demo-close', 'demo-hallucinated', 'demo-wrong-verdict');
  expect(rowOf(benchmark, 'demo-close').warnings).toEqual([]);
  const suspicion = rowOf(benchmark, 'demo-wrong-verdict').warnings.find(
    ({ code }) => code === 'auroc_below_half',
  );
  expect(suspicion).toMatchObject({ params: { auroc: expect.closeTo(0, 1) } });
  expect(valueOf(benchmark, 'demo-reference', 'acc')).toBe(1);
  // The reference is the only one: nothing to be held against.
  expect(valueOf(benchmark, 'demo-reference', 'iou_union')).toBeNaN();
});

test('every value has its definition, lies in its range and inside its interval', async () => {
  const { metrics: described, rows, published } = await readBenchmark();
  const bySignature = new Map(described.map((metric) => [metric.signature, metric]));
  expect(bySignature.size).toBe(described.length);
  for (const { values } of rows) {
    expect(values.length).toBeGreaterThan(5);
    for (const { signature, value, low, high, n } of values) {
      const metric = bySignature.get(signature);
      const [least, greatest] = metric?.range ?? [NaN, NaN];
      expect(metric?.definition).toBeTruthy();
      expect(value).toBeGreaterThanOrEqual(least);
      expect(value).toBeLessThanOrEqual(greatest);
      expect(n).toBeGreaterThan(0);
      if (low === null || high === null) continue;
      expect(low).toBeLessThan(high);
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
    }
  }
  expect(published.length).toBeGreaterThan(0);
});

test('a slice has the values of its images alone, a dataset its runs alone', async () => {
  const all = await readBenchmark();
  const [category = ''] = all.slices.category;
  const sliced = await readBenchmark({ slice: 'category', value: category });
  expect(sliced.slice).toEqual({ kind: 'category', value: category });
  const n = (benchmark: Benchmark) =>
    rowOf(benchmark, 'demo-close').values.find(({ signature }) => signature.startsWith('parse_ok'))?.n ?? 0;
  expect(n(sliced)).toBeGreaterThan(0);
  expect(n(sliced)).toBeLessThan(n(all));
  expect((await readBenchmark({ dataset: 'other' })).rows).toEqual([]);
  const { runs } = await call(metrics.listRuns, { query: { dataset: 'demo' } }, client());
  const source = runs[0]?.source.slug ?? '';
  const own = await call(metrics.listRuns, { query: { source } }, client());
  expect(own.runs).toEqual(runs.filter((run) => run.source.slug === source));
  expect(runs).toHaveLength(7);
  expect(runs.filter(({ reference }) => reference).map(({ source }) => source.slug)).toEqual([
    'demo-reference',
  ]);
});

test('a run’s report adds up', async () => {
  const id = await idOf('demo-wrong-verdict');
  const report = await call(metrics.readRun, { params: { run: id }, query: {} }, client());
  const { real, generated } = report.confusion;
  const cells = [...Object.values(real), ...Object.values(generated)];
  expect(cells.reduce((sum, images) => sum + images, 0)).toBe(200);
  const described = report.metrics.find(({ metric }) => metric === 'acc')?.signature;
  const accuracy = report.overall.values.find(({ signature }) => signature === described)?.value;
  expect(accuracy).toBeCloseTo((real.real + generated.generated) / 200, 12);
  expect(report.missing).toBe(0);
  expect(report.parsing.ok.n).toBe(200);
  const folds = report.slices.filter(({ kind }) => kind === 'fold');
  expect(folds).toHaveLength(4);
  const ofFolds = folds.map(
    ({ values }) => values.find(({ signature }) => signature === described)?.value ?? NaN,
  );
  const spread = report.folds.find(({ signature }) => signature === described);
  expect(spread?.mean).toBeCloseTo(ofFolds.reduce((sum, value) => sum + value, 0) / 4, 12);
  const worst = report.worst.map(({ value }) => value);
  expect(worst.length).toBeGreaterThan(0);
  expect(worst).toEqual(worst.toSorted((a, b) => a - b));
});

test('two runs are compared on the same images', async () => {
  const [a, b] = [await idOf('demo-close'), await idOf('demo-shifted')];
  const comparison = await call(metrics.compareRuns, { params: { a, b } }, client());
  expect(comparison.images).toBe(200);
  const benchmark = await readBenchmark();
  for (const metric of ['acc', 'iou_union', 'bleu2']) {
    const signature = benchmark.metrics.find(
      (m) => m.metric === metric && m.variant === 'default',
    )?.signature;
    const difference = comparison.differences.find((each) => each.signature === signature);
    expect(difference?.a).toBeCloseTo(valueOf(benchmark, 'demo-close', metric), 12);
    expect(difference?.b).toBeCloseTo(valueOf(benchmark, 'demo-shifted', metric), 12);
  }
  const iou = comparison.differences.find(({ signature }) => signature.startsWith('iou_union'));
  expect(iou?.low).toBeGreaterThan(0);
  expect(comparison.disagreements.length).toBeGreaterThan(0);
  const back = await call(metrics.compareRuns, { params: { a: b, b: a } }, client());
  expect(back.mcNemar).toEqual({
    onlyA: comparison.mcNemar.onlyB,
    onlyB: comparison.mcNemar.onlyA,
    p: comparison.mcNemar.p,
  });
  const self = await call(metrics.compareRuns, { params: { a, b: a } }, client());
  expect(self.differences.every(({ difference }) => difference === 0)).toBe(true);
  expect(self.disagreements).toEqual([]);
});

test.each([
  ['/runs/00000000-0000-4000-8000-000000000000', 404],
  ['/runs/nonsense', 422],
  ['/comparisons/00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-000000000000', 404],
  ['/benchmark?slice=nonsense', 422],
])('%s is refused with a problem', async (path, status) => {
  const response = await createApp({ ...measured(), logger }).request(path);
  expect(response.status).toBe(status);
  expect(problemSchema.parse(await response.json()).status).toBe(status);
});

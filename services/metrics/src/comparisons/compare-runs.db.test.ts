import type { Verdict } from '@fakexplain/explanation';
import { addDataset, addRun } from '@fakexplain/fixtures/catalog';
import { createLogger } from '@fakexplain/service-kit';
import { expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { useMetrics } from '../testing/use-metrics.ts';
import { readBenchmark } from '../runs/read-benchmark.ts';
import { scorePending } from '../scoring/score-pending.ts';
import type { Threads } from '@fakexplain/service-kit/threads';
import { compareRuns } from './compare-runs.ts';

const suite = useMetrics();
const labels: Verdict[] = ['real', 'generated', 'real', 'generated', 'real', 'generated', 'real'];
const places = Object.fromEntries(labels.map((label, n) => [`pair ${n}`, { label }]));
const opposite = (verdict: Verdict): Verdict => (verdict === 'real' ? 'generated' : 'real');

/** What a run says of the first images: right or wrong. */
const says = (...right: boolean[]) =>
  Object.fromEntries(
    right.map((isRight, n) => {
      const label = labels[n] ?? 'real';
      return [`pair ${n}`, { verdict: isRight ? label : opposite(label) }];
    }),
  );

test('runs are compared where both have spoken, and only within a dataset', async () => {
  const { owner: db } = suite();
  const datasetId = await addDataset(db, 'pairs', places);
  const a = await addRun(db, { source: 'a', datasetId }, says(true, true, true, true, true, false, true));
  const b = await addRun(db, { source: 'b', datasetId }, says(true, false, false, false, false, false));
  const elsewhere = await addDataset(db, 'elsewhere', { other: { label: 'real' } });
  const c = await addRun(db, { source: 'a', datasetId: elsewhere }, { other: { verdict: 'real' } });
  await scorePending(suite());

  const comparison = await compareRuns(suite(), { a, b, reader: 'public' });
  // Six images: a is right on five, b on one of them. Two-sided sign test of 4 to 0: 2 / 2⁴.
  expect(comparison.images).toBe(6);
  expect(comparison.mcNemar).toEqual({ onlyA: 4, onlyB: 0, p: 0.125 });
  const accuracy = comparison.differences.find(({ signature }) => signature.startsWith('acc|'));
  expect(accuracy).toMatchObject({ n: 6, difference: expect.closeTo(4 / 6, 12) });
  expect(accuracy?.a).toBeCloseTo(5 / 6, 12);
  expect(accuracy?.b).toBeCloseTo(1 / 6, 12);
  expect(comparison.disagreements.map(({ path }) => path)).toEqual([1, 2, 3, 4].map((n) => `pair ${n}`));

  await expect(compareRuns(suite(), { a, b: c, reader: 'public' })).rejects.toThrow(/on pairs and elsewhere/);

  const { rows } = await readBenchmark(db, { slice: 'all', value: '', dataset: 'pairs' }, 'public');
  const warnings = Object.fromEntries(rows.map((row) => [row.run.source.slug, row.warnings]));
  expect(warnings['b']).toContainEqual({ code: 'partial_coverage', params: { explanations: 6, images: 7 } });
  // One of six verdicts is right; three of the six images are of each class.
  expect(warnings['b']).toContainEqual({
    code: 'accuracy_below_constant',
    params: { accuracy: 1 / 6, constant: 0.5 },
  });
  expect(warnings['a']?.map(({ code }) => code)).toEqual(['no_reference_regions']);
});

test('other requests are answered while a comparison is computed', async () => {
  const { owner: db } = suite();
  const names = Array.from({ length: 2_500 }, (_, n) => `busy ${n}`);
  const label = (n: number): Verdict => (n % 2 === 0 ? 'real' : 'generated');
  const datasetId = await addDataset(
    db,
    'busy',
    Object.fromEntries(names.map((name, n) => [name, { label: label(n) }])),
  );
  const run = (source: string, every: number) => {
    const says = names.map((name, n) => [
      name,
      { verdict: n % every === 0 ? opposite(label(n)) : label(n), probability: (n % every) / every },
    ]);
    return addRun(db, { source, datasetId }, Object.fromEntries(says));
  };
  const [a, b] = [await run('busy a', 3), await run('busy b', 7)];
  await scorePending(suite());

  const order: string[] = [];
  // Asked for once a thread is at it; what blocked this thread until its end would be there first.
  const threads: Threads = {
    ...suite().threads,
    async run(task, ...wanted) {
      const answer = suite().threads.run(task, ...wanted);
      const done = answer.then(() => order.push(task.work.name));
      const health = Promise.resolve(app.request('/health')).then(() => order.push('health'));
      await Promise.all([done, health]);
      return answer;
    },
  };
  const app = createApp({
    ...suite(),
    threads,
    logger: createLogger('metrics', 'silent'),
  });
  const compared = await app.request(`/comparisons/${a}/${b}`);
  expect(compared.status).toBe(200);
  // The resamples are shared among two threads.
  const resampled = ['health', 'health', 'takeResamples', 'takeResamples'];
  expect(order).toEqual(['health', 'collectPairs', ...resampled]);
});

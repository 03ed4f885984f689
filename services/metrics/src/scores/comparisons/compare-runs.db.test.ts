import type { Verdict } from '@fakexplain/explanation';
import { expect, test } from 'vitest';
import { useCatalogue } from '../../testing/catalogue.ts';
import { readBenchmark } from '../benchmark/read-benchmark.ts';
import { scorePending } from '../scoring/score-pending.ts';
import { addDataset, addRun } from '../testing/fill-benchmark.ts';
import { compareRuns } from './compare-runs.ts';

const catalogue = useCatalogue();
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
  const { db } = catalogue();
  const datasetId = await addDataset(db, 'pairs', places);
  const a = await addRun(db, { source: 'a', datasetId }, says(true, true, true, true, true, false, true));
  const b = await addRun(db, { source: 'b', datasetId }, says(true, false, false, false, false, false));
  const elsewhere = await addDataset(db, 'elsewhere', { other: { label: 'real' } });
  const c = await addRun(db, { source: 'a', datasetId: elsewhere }, { other: { verdict: 'real' } });
  await scorePending(catalogue());

  const comparison = await compareRuns(db, { a, b });
  // Six images: a is right on five, b on one of them. Two-sided sign test of 4 to 0: 2 / 2⁴.
  expect(comparison.images).toBe(6);
  expect(comparison.mcNemar).toEqual({ onlyA: 4, onlyB: 0, p: 0.125 });
  const accuracy = comparison.differences.find(({ signature }) => signature.startsWith('acc|'));
  expect(accuracy).toMatchObject({ n: 6, difference: expect.closeTo(4 / 6, 12) });
  expect(accuracy?.a).toBeCloseTo(5 / 6, 12);
  expect(accuracy?.b).toBeCloseTo(1 / 6, 12);
  expect(comparison.disagreements.map(({ path }) => path)).toEqual([1, 2, 3, 4].map((n) => `pair ${n}`));

  await expect(compareRuns(db, { a, b: c })).rejects.toThrow(/on pairs and elsewhere/);

  const { rows } = await readBenchmark(db, { slice: 'all', value: '', dataset: 'pairs' });
  const warnings = Object.fromEntries(rows.map((row) => [row.run.source.slug, row.warnings.join('; ')]));
  expect(warnings['b']).toMatch(/covers 6 of the dataset’s 7 images/);
  expect(warnings['b']).toMatch(/polarity suspect/);
  expect(warnings['a']).not.toMatch(/covers|polarity/);
});

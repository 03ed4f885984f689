import { expect, test } from 'vitest';
import { pivotBenchmark } from './pivot.ts';
import { sortRows } from './sort-rows.ts';
import { dataset, figure, measured, metric, run } from '../testing/benchmark.ts';

const acc = metric('acc', { publishedAs: 'Acc' });
const coverage = metric('coverage');
const own = dataset('own', { title: 'FakeXplained', kind: 'in_distribution' });
const clue = dataset('fakeclue', { title: 'FakeClue' });
const all = { kind: 'all', value: '' } as const;
const row = (name: string, on: typeof own, value: number | null, made = '2026-11-23T10:00:00Z') => ({
  run: run(name, on, { createdAt: made }),
  values: value === null ? [] : [measured(acc, value), measured(coverage, 1)],
  warnings: [],
});

const benchmark = {
  slice: all,
  rows: [
    row('LEGION', clue, 0.4, '2026-11-20T10:00:00Z'),
    row('LEGION', clue, 0.6, '2026-11-22T10:00:00Z'),
    row('LEGION', own, 0.5),
    row('Best', own, 0.9),
    row('Unscored', own, null),
  ],
  published: [
    figure('LEGION (paper)', 'FakeClue', 0.172, { modelSlug: 'legion' }),
    figure('NPR', 'FakeClue', 0.833),
    figure('NPR', 'Overall', 0.99),
    figure('NPR', 'GAN', 0.98),
    figure('NPR', 'FakeClue', 0.1, { metric: 'IoU' }),
  ],
};
const pivot = pivotBenchmark(benchmark, acc, [coverage]);
const cellsOf = (name: string) => pivot.rows.find((row) => row.name === name)?.cells;

test('datasets are columns, the in-distribution one first, and a source is one row', () => {
  expect(pivot.columns.map(({ dataset }) => dataset.slug)).toEqual(['own', 'fakeclue']);
  expect(pivot.rows.map(({ name }) => name)).toEqual(['LEGION', 'Best', 'Unscored', 'NPR']);
});

test('runs of one source on one dataset stand newest first, with what is read beside', () => {
  expect(cellsOf('LEGION')?.[1]?.entries.map(({ value }) => value?.value)).toEqual([0.6, 0.4]);
  expect(cellsOf('LEGION')?.[1]?.entries[0]?.beside[0]?.signature).toBe(coverage.signature);
  expect(cellsOf('Unscored')?.[0]?.entries[0]?.value).toBeUndefined();
});

test('published figures join the model of their manifest, keep to their metric, and make rows without a source', () => {
  expect(cellsOf('LEGION')?.[1]?.published.map(({ value }) => value)).toEqual([0.172]);
  expect(cellsOf('NPR')?.map(({ published }) => published.map(({ value }) => value))).toEqual([
    [0.99],
    [0.833],
  ]);
  expect(pivot.rows.find(({ name }) => name === 'NPR')?.source).toBeNull();
});

test('the paper’s overall figures stand beside its own dataset, not beside another in-distribution one', () => {
  const pilot = dataset('pilot', { title: 'Pilot', kind: 'in_distribution' });
  const { rows } = pivotBenchmark(
    { ...benchmark, rows: [row('Best', own, 0.9), row('Best', pilot, 0.8)] },
    acc,
    [],
  );
  const cells = rows.find(({ name }) => name === 'NPR')?.cells ?? [];
  expect(cells.map(({ published }) => published.map(({ value }) => value)).toSorted()).toEqual([[], [0.99]]);
});

test('a category has only the figures of that category, another slice none', () => {
  const figuresIn = (slice: typeof all | { kind: 'category' | 'generator'; value: string }) =>
    pivotBenchmark({ ...benchmark, slice }, acc, [])
      .rows.flatMap(({ cells }) => cells)
      .flatMap(({ published }) => published.map(({ value }) => value));
  expect(figuresIn({ kind: 'category', value: 'gan' })).toEqual([0.98]);
  expect(figuresIn({ kind: 'generator', value: 'GAN' })).toEqual([]);
});

const order = (sort: string, reverse = false, better: 'higher' | 'lower' = 'higher') =>
  sortRows({ ...pivot, metric: { ...acc, better } }, sort, reverse).map(({ name }) => name);

test('the best comes first; what has no value comes last either way, papers’ models after all', () => {
  expect(order('own')).toEqual(['Best', 'LEGION', 'Unscored', 'NPR']);
  expect(order('own', true)).toEqual(['LEGION', 'Best', 'Unscored', 'NPR']);
  expect(order('own', false, 'lower')).toEqual(['LEGION', 'Best', 'Unscored', 'NPR']);
  expect(order('model')).toEqual(['Best', 'LEGION', 'Unscored', 'NPR']);
  expect(order('model', true)).toEqual(['Unscored', 'LEGION', 'Best', 'NPR']);
  expect(order('no-such-dataset')).toEqual(order('own'));
});

import { expect, test } from 'vitest';
import { findingOf } from './differences.ts';
import { companions, findMetric } from './view.ts';
import { oddOveralls, publishedTables } from './published.ts';
import { figure, metric } from '../testing/benchmark.ts';
import { valueScale } from '../plot/value-scale.ts';
import { boundsText, metricValue, publishedValue, signedValue } from './value.ts';

test('values are never rounded to what they are not', () => {
  expect([0, 1, 0.9996, 0.0004, -0.0004, -0.0412, null].map((value) => metricValue(value))).toEqual([
    '0.000',
    '1.000',
    '0.999',
    '< 0.001',
    '> −0.001',
    '−0.041',
    '–',
  ]);
  expect([0.012, -0.012, 0].map(signedValue)).toEqual(['+0.012', '−0.012', '0.000']);
  expect([0.55, 0.9975, 1525, 1].map(publishedValue)).toEqual(['0.550', '0.9975', '1,525', '1.000']);
  expect(boundsText({ low: null, high: null })).toBe('no interval');
});

const [acc, coco, bleu, coverage] = [
  metric('acc', { readWith: ['coverage', 'parse_ok'] }),
  metric('bleu2', { variant: 'coco' }),
  metric('bleu2', { readWith: ['bleu2.sacrebleu-corpus'] }),
  metric('coverage'),
] as const;

test('a metric is found by what its address says, accuracy where it says nothing', () => {
  const all = [coco, bleu, acc, coverage];
  for (const one of all) expect(findMetric(all, one.key)).toBe(one);
  expect(findMetric(all, null)).toBe(acc);
  expect(findMetric([bleu], '')).toBe(bleu);
  expect(findMetric(all, 'bleu4')).toBeNull();
  expect(companions(all, acc)).toEqual([coverage]);
  expect(companions(all, metric('iou_union'))).toEqual([]);
  const corpus = metric('bleu2', { variant: 'sacrebleu-corpus' });
  expect(companions([...all, corpus], bleu)).toEqual([corpus]);
  expect(companions([...all, corpus], corpus)).toEqual([]);
});

test('a difference speaks for a run only if its whole interval does', () => {
  expect(findingOf({ low: 0.01, high: 0.2 }, 'higher')).toBe('a');
  expect(findingOf({ low: 0.01, high: 0.2 }, 'lower')).toBe('b');
  expect(findingOf({ low: -0.2, high: -0.1 }, 'higher')).toBe('b');
  expect(findingOf({ low: -0.2, high: 0.1 }, 'higher')).toBe('open');
  expect(findingOf({ low: 0, high: 0.1 }, 'higher')).toBe('open');
  expect(findingOf({ low: null, high: null }, 'higher')).toBe('open');
  expect(findingOf({ low: 0.1, high: 0.2 }, null)).toBe('neither-better');
});

test('a scale holds its values within the range they can have', () => {
  const scale = valueScale([0.93, 0.99, null, 1], { range: [0, 1] });
  expect(scale.position(1)).toBe(100);
  expect(scale.position(0.93)).toBeGreaterThan(0);
  expect(scale.ticks.every(({ at }) => at >= 0 && at <= 100)).toBe(true);
  const differences = valueScale([0.1, 0.2], { holds: 0 });
  expect(differences.position(0)).toBeGreaterThanOrEqual(0);
  expect(valueScale([]).ticks.length).toBeGreaterThan(1);
});

test('an overall outside its rows is noticed; within them it is not', () => {
  const rows = [0.356, 0.337, 0.354].map((value, index) => figure('X', `row ${index}`, value));
  expect(oddOveralls([...rows, figure('X', 'Overall', 0.36)])).toMatchObject([{ least: 0.337, most: 0.356 }]);
  expect(oddOveralls([...rows, figure('X', 'Overall', 0.35), figure('Y', 'Overall', 0.9)])).toEqual([]);
});

test('a paper’s table keeps its order, and a cell it leaves empty stays empty', () => {
  const [table] = publishedTables([
    figure('B', 'GAN', 0.9),
    figure('A', 'GAN', 0.3, { metric: 'IoU' }),
    figure('B', 'DiT', 0.8, { note: 'odd' }),
  ]);
  expect(table?.rows).toEqual(['GAN', 'DiT']);
  expect(table?.columns).toEqual([
    { model: 'B', metrics: ['Acc'] },
    { model: 'A', metrics: ['IoU'] },
  ]);
  expect(table?.cell('GAN', 'B', 'Acc').map(({ value }) => value)).toEqual([0.9]);
  expect(table?.cell('DiT', 'A', 'IoU')).toEqual([]);
  expect(table?.notes).toEqual(['odd']);
});

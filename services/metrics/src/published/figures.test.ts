import { metrics } from '@fakexplain/contract';
import { describe, expect, test } from 'vitest';
import { publishedFigures } from './figures.ts';

const figures = publishedFigures();
const value = (table: string, model: string, of: string, metric: string) =>
  figures
    .filter((f) => f.table === table && f.model === model && f.of === of && f.metric === metric)
    .map((f) => f.value);

test('every figure is of the contract and stands there once', () => {
  expect(metrics.publishedFigureSchema.array().parse(figures)).toEqual(figures);
  const keys = figures.map(({ table, model, of, metric }) => [table, model, of, metric].join('|'));
  expect(new Set(keys).size).toBe(figures.length);
});

test.each([
  ['Detection and localisation', 5 * (3 * 2 + 1)],
  ['Reasoning', 8 + 6 + 8 + 8],
  ['Out of distribution', 5 * 5],
  ['Ablations', 8 * 3 + 2 + 2 + 1],
  ['Human study', 3],
])('%s has %i cells', (table, cells) => {
  expect(figures.filter((f) => f.table === table)).toHaveLength(cells);
});

test.each([
  ['Detection and localisation', 'FakeXplainer', 'Overall', 'IoU', 0.36],
  ['Detection and localisation', 'ObjectFormer', 'Others', 'IoU', 0.369],
  ['Detection and localisation', 'SegFormer', 'GAN', 'Acc', 0.941],
  ['Detection and localisation', 'FakeVLM', 'Overall', 'Acc', 0.828],
  ['Reasoning', 'InternVL3-8B, before fine-tuning', 'all', 'Acc', 0.584],
  ['Reasoning', 'InternVL3-8B, after fine-tuning', 'all', 'IoU', 0.134],
  ['Reasoning', 'MiMo-VL-7B-RL, after fine-tuning', 'all', 'BLEU-2', 0.249],
  ['Reasoning', 'LEGION', 'all', 'ROUGE-L', 0.055],
  ['Out of distribution', 'LEGION', 'FakeClue', 'Acc', 0.172],
  ['Out of distribution', 'DIRE', 'MMFR-Dataset', 'Acc', 0.624],
  ['Ablations', 'FakeXplainer', '3B', 'BLEU-2', 0.195],
  ['Ablations', 'FakeXplainer', 'no captions', 'IoU', 0.265],
  ['Human study', 'Human annotation', 'against FakeXplainer', 'Preferred', 0.529],
  ['Human study', 'FakeXplainer', 'against LEGION and FakeShield', 'Preferred', 0.9975],
])('%s: %s, %s, %s is %d', (table, model, of, metric, published) => {
  expect(value(table, model, of, metric)).toEqual([published]);
});

describe('what the paper leaves empty is not filled in', () => {
  test.each([
    ['Detection and localisation', 'FakeVLM', 'Overall', 'IoU'],
    ['Reasoning', 'MiMo-VL-7B-RL, before fine-tuning', 'all', 'IoU'],
    ['Ablations', 'FakeXplainer', 'no boxes', 'IoU'],
    ['Ablations', 'FakeXplainer', 'no captions', 'BLEU-2'],
    ['Ablations', 'FakeXplainer', 'label only', 'BLEU-2'],
    // In no table: only means over the sets could give it.
    ['Out of distribution', 'FakeXplainer', 'Overall', 'Acc'],
  ])('%s: %s, %s, %s', (table, model, of, metric) => {
    expect(value(table, model, of, metric)).toEqual([]);
  });
});

test('unknown definitions and odd totals are said beside the number', () => {
  const note = (model: string, of: string, metric: string) =>
    figures.find((f) => f.model === model && f.of === of && f.metric === metric)?.note;
  expect(note('FakeXplainer', 'Overall', 'IoU')).toMatch(/every category.*not published/);
  expect(note('FakeVLM', 'Overall', 'Acc')).toMatch(/three of the four/);
  expect(note('NPR', 'FakeClue', 'Acc')).toBeNull();
  expect(figures.filter((f) => f.metric === 'IoU').every((f) => f.note !== null)).toBe(true);
});

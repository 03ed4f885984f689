import { expect, test } from 'vitest';
import { describedMetrics } from './registry.ts';

test('every metric is described, and none under the signature or name of another', () => {
  expect(new Set(describedMetrics.map(({ signature }) => signature)).size).toBe(describedMetrics.length);
  const names = describedMetrics.map(({ metric, variant }) => `${metric} ${variant}`);
  expect(new Set(names).size).toBe(names.length);
  const titles = describedMetrics.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
  for (const { metric, title, definition } of describedMetrics) {
    expect(title).not.toBe(metric);
    expect(definition).not.toBe('');
  }
});

test('signatures say how texts are compared', () => {
  const written = describedMetrics.filter(({ needs }) => needs.includes('reference_texts'));
  expect(Object.fromEntries(written.map(({ key, signature }) => [key, signature]))).toEqual({
    bleu2: 'bleu2|tok:13a|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1',
    'bleu2.sacrebleu-corpus': 'bleu2|tok:13a|smooth:exp|eff:no|case:mixed|refs:closest|avg:corpus|v:1',
    'bleu2.nltk-ws-method0': 'bleu2|tok:ws|smooth:nltk-method0|case:mixed|refs:closest|avg:sentence|v:1',
    'bleu2.nltk-13a-method1': 'bleu2|tok:13a|smooth:nltk-method1|case:mixed|refs:closest|avg:sentence|v:1',
    'bleu2.coco-sentence': 'bleu2|tok:ptb|smooth:coco-tiny|case:lower|refs:closest|avg:sentence|v:1',
    'bleu2.char': 'bleu2|tok:char|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1',
    'bleu2.zh': 'bleu2|tok:zh|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1',
    rouge_l: 'rouge_l|tok:rouge_score|stem:no|f:1|refs:best|avg:sentence|v:1',
    'rouge_l.stem': 'rouge_l|tok:rouge_score|stem:porter-nltk|f:1|refs:best|avg:sentence|v:1',
    'rouge_l.unicode-words': 'rouge_l|tok:unicode-words|stem:no|f:1|refs:best|avg:sentence|v:1',
    'rouge_l.char': 'rouge_l|tok:char|stem:no|f:1|refs:best|avg:sentence|v:1',
  });
});

test('what must be read with a metric is a metric', () => {
  const keys = describedMetrics.map(({ key }) => key);
  for (const { readWith } of describedMetrics) expect(keys).toEqual(expect.arrayContaining(readWith));
  expect(new Set(keys).size).toBe(keys.length);
});

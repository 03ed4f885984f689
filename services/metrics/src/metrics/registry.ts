import { accFakeMetric } from './acc-fake.ts';
import { accParsedMetric } from './acc-parsed.ts';
import { accRealMetric } from './acc-real.ts';
import { accMetric } from './acc.ts';
import { apMetric } from './ap.ts';
import { aurocMetric } from './auroc.ts';
import { balancedAccMetric } from './balanced-acc.ts';
import { bleu2CharMetric } from './bleu2-char.ts';
import { bleu2CocoMetric } from './bleu2-coco.ts';
import { bleu2CorpusMetric } from './bleu2-corpus.ts';
import { bleu2NltkMethod0Metric } from './bleu2-nltk-method0.ts';
import { bleu2NltkMethod1Metric } from './bleu2-nltk-method1.ts';
import { bleu2ZhMetric } from './bleu2-zh.ts';
import { bleu2Metric } from './bleu2.ts';
import { coverageMetric } from './coverage.ts';
import { explanationInput, type ExplanationInput, type ScoringInput } from './explanation-input.ts';
import { f1Metric } from './f1.ts';
import { falseAlarmAreaMetric } from './false-alarm-area.ts';
import { iouCentreGreedyMetric } from './iou-centre-greedy.ts';
import { iouMatchedMetric } from './iou-matched.ts';
import { iouUnionMetric } from './iou-union.ts';
import { describe, keyOf, type Metric } from './metric.ts';
import { parseOkMetric } from './parse-ok.ts';
import { precisionMetric } from './precision.ts';
import { recallMetric } from './recall.ts';
import { rougeLCharMetric } from './rouge-l-char.ts';
import { rougeLStemmedMetric } from './rouge-l-stemmed.ts';
import { rougeLUnicodeMetric } from './rouge-l-unicode.ts';
import { rougeLMetric } from './rouge-l.ts';

/** Every metric, in the order of pages. Apart from a metric's own file, this list alone names it. */
export const registry: readonly Metric[] = [
  accMetric,
  accParsedMetric,
  coverageMetric,
  accRealMetric,
  accFakeMetric,
  balancedAccMetric,
  precisionMetric,
  recallMetric,
  f1Metric,
  aurocMetric,
  apMetric,
  iouUnionMetric,
  iouMatchedMetric,
  iouCentreGreedyMetric,
  falseAlarmAreaMetric,
  bleu2Metric,
  bleu2CorpusMetric,
  bleu2NltkMethod0Metric,
  bleu2NltkMethod1Metric,
  bleu2CocoMetric,
  bleu2CharMetric,
  bleu2ZhMetric,
  rougeLMetric,
  rougeLStemmedMetric,
  rougeLUnicodeMetric,
  rougeLCharMetric,
  parseOkMetric,
];

/**
 * Raised whenever the same explanations and references may be stored with other entries, or a run with other intervals:
 * all are then scored again.
 */
export const scorerVersion = 5;

/** Every metric in the form of the API. */
export const describedMetrics = registry.map(describe);

/** Metrics that are values of single explanations; runs have their means. */
export const explanationMetrics = registry.filter((metric) => metric.kind === 'explanation');

/** Metrics of a set of images that add up numbers of each explanation. */
export const summedMetrics = registry.filter((metric) => metric.kind === 'sums');

/**
 * What is stored of an explanation: under a metric's key its value, or the numbers that it adds to the sums of a run; 1 under
 * `unreadableMask` where it is in no metric of regions because a mask of it cannot be read.
 */
export type Entries = Readonly<Record<string, number | readonly number[]>>;

export const unreadableMask = 'unreadable_mask';

/** How a metric's entry of an explanation is made; `null` where there is none. */
const entryMakers = registry.flatMap((metric) => {
  const make = entryMakerOf(metric);
  return make ? [{ key: keyOf(metric), make }] : [];
});

function entryMakerOf(
  metric: Metric,
): ((input: ExplanationInput) => number | readonly number[] | null) | undefined {
  if (metric.kind === 'explanation' || metric.kind === 'verdicts') return metric.score;
  return metric.kind === 'sums' ? metric.add : undefined;
}

/** The entries of one explanation under every metric; a metric that is undefined for it has none. */
export function scoreExplanation(input: ScoringInput): Entries {
  const prepared = explanationInput(input);
  const entries: Record<string, number | readonly number[]> = {};
  for (const { key, make } of entryMakers) {
    const entry = make(prepared);
    if (entry !== null) entries[key] = entry;
  }
  if (prepared.predicted() === null) entries[unreadableMask] = 1;
  return entries;
}

/** A metric's value in the entries of an explanation; `null` where it is undefined. */
export function valueIn(entries: Entries, key: string): number | null {
  const entry = entries[key];
  return typeof entry === 'number' ? entry : null;
}

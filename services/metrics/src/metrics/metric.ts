import type { metrics } from '@fakexplain/contract';
import type { Ranking } from '@fakexplain/statistics/ranking-statistics';
import type { VerdictCounts } from './detection/verdict-counts.ts';
import type { ExplanationInput } from './explanation-input.ts';
import { signatureString, type MetricSignature } from './signature.ts';

/** What every metric says about itself. All our metrics lie between 0 and 1. */
export interface MetricFacts {
  readonly signature: MetricSignature;
  readonly title: string;
  /** Formula and edge cases in words. */
  readonly definition: string;
  readonly better: 'higher' | 'lower';
  /** What must be there for it to have a value. */
  readonly needs: metrics.Metric['needs'];
  /** Keys of the metrics that must be read together with it. */
  readonly readWith?: readonly string[];
  /** What papers call it. How they computed it is not known, so several of ours may have the same name. */
  readonly publishedAs?: metrics.Metric['publishedAs'];
  /** Whether its values of two explanations are compared with the votes between them. */
  readonly comparedWithVotes?: boolean;
}

/** A value, the number of images it is over, and, where there is no value, why. */
export interface Measured {
  value: number | null;
  n: number;
  reason: string | null;
}

/** A value of one explanation; a run has the mean over the explanations for which it is defined. */
export interface ExplanationMetric extends MetricFacts {
  readonly kind: 'explanation';
  /** `null` where it is undefined for the explanation, which is then left out of means. */
  readonly score: (input: ExplanationInput) => number | null;
}

/** A value of a set of images that follows from the counts of their verdicts. */
export interface VerdictMetric extends MetricFacts {
  readonly kind: 'verdicts';
  readonly measure: (counts: VerdictCounts) => Measured;
  /** The bare value, for resamples. */
  readonly statistic: (counts: VerdictCounts) => number | null;
  /** Its value of one explanation, where it has one. */
  readonly score?: (input: ExplanationInput) => number;
}

/** A value of a set of images that follows from the ranking of those with a probability. */
export interface RankingMetric extends MetricFacts {
  readonly kind: 'ranking';
  readonly measure: (ranking: Ranking) => Measured;
  /** The bare value, for resamples. */
  readonly statistic: (ranking: Ranking) => number | null;
}

/** A value of a set of images that follows from the sums of what each explanation adds. */
export interface SummedMetric extends MetricFacts {
  readonly kind: 'sums';
  /** How many numbers an explanation adds. */
  readonly addends: number;
  /** `null` where the explanation adds nothing and is not counted. */
  readonly add: (input: ExplanationInput) => readonly number[] | null;
  readonly value: (sums: Float64Array) => number | null;
}

/** A value of a set of outputs that follows from how many of them parse fully. */
export interface ParseMetric extends MetricFacts {
  readonly kind: 'parsing';
  readonly measure: (counts: { ok: number; outputs: number }) => Measured;
}

export type Metric = ExplanationMetric | VerdictMetric | RankingMetric | SummedMetric | ParseMetric;

/** A metric's short name, unique among all: `acc`, or with a variant other than the default `bleu2.coco-sentence`. */
export const keyOf = ({ signature: { metric, variant } }: MetricFacts): string =>
  variant === 'default' ? metric : `${metric}.${variant}`;

/** A metric in the form of the API. */
export function describe(metric: Metric): metrics.Metric {
  const { kind, signature, title, definition, better, needs, readWith = [], publishedAs = null } = metric;
  return {
    signature: signatureString(signature),
    key: keyOf(metric),
    metric: signature.metric,
    variant: signature.variant,
    title,
    definition,
    range: [0, 1],
    better,
    of: kind === 'explanation' ? 'explanation' : 'run',
    needs: [...needs],
    readWith: [...readWith],
    publishedAs,
  };
}

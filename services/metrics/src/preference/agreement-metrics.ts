import type { metrics } from '@fakexplain/contract';
import { explanationMetrics, metricCatalogue } from '../scores/metric-catalogue.ts';

/** The columns of `metrics.scores` that are held against votes. */
export interface ScoreValues {
  verdictRight: boolean;
  iouUnion: number | null;
  iouMatched: number | null;
  falseAlarmArea: number | null;
  bleu2: number | null;
  rougeL: number | null;
}

export interface AgreementMetric {
  metric: metrics.Metric;
  better: 'higher' | 'lower';
  /** Of one explanation; its mean over explanations is the metric. */
  valueOf: (scores: ScoreValues) => number | null;
}

type Column = Exclude<keyof ScoreValues, 'verdictRight'>;
const columns: readonly Column[] = ['iouUnion', 'iouMatched', 'falseAlarmArea', 'bleu2', 'rougeL'];

const valueMetrics: AgreementMetric[] = columns.map((column) => {
  const metric = explanationMetrics[column];
  return { metric, better: metric.better ?? 'higher', valueOf: (scores) => scores[column] };
});

/**
 * What is held against votes: whether the verdict is right, and the values of regions and texts. Accuracy over images of
 * one label alone goes by the name it has there.
 */
export function agreementMetrics(labels: ReadonlySet<string>): AgreementMetric[] {
  const slug = labels.size > 1 ? 'acc' : labels.has('real') ? 'acc_real' : 'acc_fake';
  const verdict = metricCatalogue
    .filter(({ metric }) => metric === slug)
    .map((metric): AgreementMetric => {
      return { metric, better: 'higher', valueOf: ({ verdictRight }) => (verdictRight ? 1 : 0) };
    });
  return [...verdict, ...valueMetrics];
}

import type { Ranking } from '@fakexplain/statistics/ranking-statistics';
import type { MetricSignature } from '../signature.ts';
import {
  accuracy,
  accuracyAmongParsed,
  accuracyOnReal,
  balancedAccuracy,
  coverage,
  f1,
  precision,
  recall,
} from './accuracy.ts';
import { auroc, averagePrecision } from './ranking.ts';
import { generatedImages, parsedImages, realImages, type VerdictCounts } from './verdict-counts.ts';

/** A value, the number of images it is over, and, where there is no value, why. */
export interface Measured {
  value: number | null;
  n: number;
  reason: string | null;
}

/** Which images a metric needs to say anything. */
type Needs = 'any' | 'real' | 'generated' | 'both';

/** A metric of a set of images, computed from `Counts`, which add up over images and so can be resampled. */
export interface DetectionMetric<Counts> {
  readonly slug: string;
  readonly signature: MetricSignature;
  readonly measure: (counts: Counts) => Measured;
}

interface Definition<Counts> {
  slug: string;
  settings?: MetricSignature['settings'];
  needs: Needs;
  value: (counts: Counts) => number | null;
  /** Images in the denominator; all of them if not said. */
  over?: (counts: Counts) => number;
}

function define<Counts>(
  { slug, settings = [], needs, value, over }: Definition<Counts>,
  imagesOf: (counts: Counts) => { real: number; generated: number },
): DetectionMetric<Counts> {
  return {
    slug,
    signature: { metric: slug, variant: 'default', settings, averaging: 'micro', version: 1 },
    measure(counts) {
      const { real, generated } = imagesOf(counts);
      const n = over?.(counts) ?? real + generated;
      const missing = missingImages(needs, real, generated);
      const measured = missing === null ? value(counts) : null;
      return { value: measured, n, reason: measured === null ? (missing ?? 'no image counts') : null };
    },
  };
}

function missingImages(needs: Needs, real: number, generated: number): string | null {
  if (real + generated === 0) return 'there are no images';
  if (needs !== 'generated' && needs !== 'any' && real === 0) {
    return needs === 'real'
      ? 'there are no real images'
      : 'all images are generated: only recall can be told';
  }
  if (needs !== 'real' && needs !== 'any' && generated === 0) {
    return needs === 'generated'
      ? 'there are no generated images'
      : 'all images are real: only the accuracy on real images can be told';
  }
  return null;
}

/** An output without a verdict is wrong. */
const unparsedWrong = ['unparsed', 'wrong'] as const;
const positiveGenerated = ['positive', 'generated'] as const;

const verdictDefinitions: Definition<VerdictCounts>[] = [
  { slug: 'acc', settings: [unparsedWrong], needs: 'both', value: accuracy },
  {
    slug: 'acc_parsed',
    settings: [['unparsed', 'left-out']],
    needs: 'both',
    value: accuracyAmongParsed,
    over: parsedImages,
  },
  { slug: 'coverage', needs: 'any', value: coverage },
  { slug: 'acc_real', settings: [unparsedWrong], needs: 'real', value: accuracyOnReal, over: realImages },
  { slug: 'acc_fake', settings: [unparsedWrong], needs: 'generated', value: recall, over: generatedImages },
  { slug: 'balanced_acc', settings: [unparsedWrong], needs: 'both', value: balancedAccuracy },
  {
    slug: 'precision',
    settings: [positiveGenerated, ['unparsed', 'no-claim']],
    needs: 'both',
    value: precision,
    over: (counts) => counts.generatedAsGenerated + counts.realAsGenerated,
  },
  {
    slug: 'recall',
    settings: [positiveGenerated, unparsedWrong],
    needs: 'generated',
    value: recall,
    over: generatedImages,
  },
  { slug: 'f1', settings: [positiveGenerated, ['unparsed', 'missed']], needs: 'both', value: f1 },
];

/**
 * The accuracy family over verdicts. A set of generated images alone has `recall` (and `acc_fake`, the same) and
 * `coverage`; what it lacks is said in words.
 */
export const verdictMetrics: readonly DetectionMetric<VerdictCounts>[] = verdictDefinitions.map(
  (definition) =>
    define(definition, (counts) => ({ real: realImages(counts), generated: generatedImages(counts) })),
);

const rankingSettings: MetricSignature['settings'] = [
  positiveGenerated,
  ['ties', 'grouped'],
  ['noprob', 'left-out'],
];

const total = (values: Float64Array | Uint32Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};

/** What probabilities allow to be said, over the images that have one. */
export const rankingMetrics: readonly DetectionMetric<Ranking>[] = [
  { slug: 'auroc', value: auroc },
  { slug: 'ap', value: averagePrecision },
].map((definition) =>
  define<Ranking>(
    { ...definition, needs: 'both', settings: rankingSettings },
    ({ positives, negatives }) => ({
      real: total(negatives),
      generated: total(positives),
    }),
  ),
);

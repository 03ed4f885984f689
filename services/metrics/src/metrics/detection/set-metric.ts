import type { Measured, MetricFacts, RankingMetric, VerdictMetric } from '../metric.ts';
import type { MetricSignature } from '../signature.ts';
import type { Ranking } from '@fakexplain/statistics/ranking-statistics';
import { generatedImages, realImages, type VerdictCounts } from './verdict-counts.ts';

type Needs = MetricFacts['needs'];

/** Of a metric of a set of images; all of them are better where they are higher. */
interface SetFacts<Counts> extends Omit<MetricFacts, 'signature' | 'better'> {
  slug: string;
  version: number;
  settings: MetricSignature['settings'];
  /** 0–1; `null` where it would divide by 0. */
  value: (counts: Counts) => number | null;
  /** Images in the denominator; all of them if not said. */
  over?: (counts: Counts) => number;
}

function define<Counts>(
  { slug, version, settings, value, over, ...facts }: SetFacts<Counts>,
  imagesOf: (counts: Counts) => { real: number; generated: number },
) {
  const signature: MetricSignature = {
    metric: slug,
    variant: 'default',
    settings,
    averaging: 'micro',
    version,
  };
  const missingImages = missingFor(facts.needs);
  return {
    ...facts,
    signature,
    better: 'higher' as const,
    measure(counts: Counts): Measured {
      const { real, generated } = imagesOf(counts);
      const n = over?.(counts) ?? real + generated;
      const missing = missingImages(real, generated);
      const measured = missing === null ? value(counts) : null;
      return { value: measured, n, reason: measured === null ? (missing ?? 'no image counts') : null };
    },
  };
}

function missingFor(needs: Needs): (real: number, generated: number) => string | null {
  const [needsReal, needsGenerated] = [needs.includes('real_images'), needs.includes('generated_images')];
  return (real, generated) => {
    if (real + generated === 0) return 'there are no images';
    if (needsReal && real === 0) {
      return needsGenerated
        ? 'all images are generated: only recall can be told'
        : 'there are no real images';
    }
    if (needsGenerated && generated === 0) {
      return needsReal
        ? 'all images are real: only the accuracy on real images can be told'
        : 'there are no generated images';
    }
    return null;
  };
}

/** An output without a verdict is wrong. */
export const unparsedWrong = ['unparsed', 'wrong'] as const;
/** Generated images are the positive class. */
export const positiveGenerated = ['positive', 'generated'] as const;

/** A metric of the counts of verdicts, averaged over images. Reference: scikit-learn. */
export const verdictMetric = (
  facts: SetFacts<VerdictCounts> & Pick<VerdictMetric, 'score'>,
): VerdictMetric => {
  const missingImages = missingFor(facts.needs);
  return {
    kind: 'verdicts',
    statistic: (counts) =>
      missingImages(realImages(counts), generatedImages(counts)) === null ? facts.value(counts) : null,
    ...define(facts, (counts) => ({ real: realImages(counts), generated: generatedImages(counts) })),
  };
};

/** A metric of the ranking of the images that have a probability, over these. */
export const rankingMetric = (
  facts: Omit<SetFacts<Ranking>, 'settings' | 'needs' | 'over'>,
): RankingMetric => ({
  kind: 'ranking',
  statistic: facts.value,
  ...define<Ranking>(
    {
      ...facts,
      settings: [positiveGenerated, ['ties', 'grouped'], ['noprob', 'left-out']],
      needs: ['real_images', 'generated_images', 'probabilities'],
    },
    ({ positives, negatives }) => ({ real: total(negatives), generated: total(positives) }),
  ),
});

function total(values: Uint32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** `null` where it would divide by 0. */
export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** What must be read with every metric of verdicts: how many outputs had a verdict, and parsed. */
export const readWithVerdicts = ['coverage', 'parse_ok'] as const;

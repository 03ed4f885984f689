import type { metrics } from '@fakexplain/contract';
import { aurocMetric } from '../metrics/auroc.ts';
import { bleu2CharMetric } from '../metrics/bleu2-char.ts';
import { bleu2Metric } from '../metrics/bleu2.ts';
import { polaritySuspicions } from '../metrics/detection/polarity.ts';
import { generatedImages, realImages } from '../metrics/detection/verdict-counts.ts';
import { describedMetrics } from '../metrics/registry.ts';
import { signatureString } from '../metrics/signature.ts';
import type { SliceValues } from './read-values.ts';

const auroc = signatureString(aurocMetric.signature);
const bleu2 = signatureString(bleu2Metric.signature);
const bleu2Char = signatureString(bleu2CharMetric.signature);
const ofRegions = new Set(
  describedMetrics
    .filter(({ needs }) => needs.includes('reference_regions'))
    .map(({ signature }) => signature),
);

/**
 * What a reader of a run's values must know.
 * @param shown the values of the slice on show, where it has any
 * @param unreadable explanations of the run with a mask that cannot be read
 */
export function warningsOf(
  run: metrics.Run,
  shown: Pick<SliceValues, 'values' | 'verdicts'> | undefined,
  unreadable = 0,
): metrics.Warning[] {
  const warnings: metrics.Warning[] = [];
  const { explanations, images, scored, dataset } = run;
  if (explanations < images) warnings.push({ code: 'partial_coverage', params: { explanations, images } });
  if (scored < explanations) {
    warnings.push({ code: 'unscored', params: { explanations: explanations - scored } });
  }
  if (unreadable > 0) warnings.push({ code: 'unreadable_masks', params: { explanations: unreadable } });
  const generated = shown ? generatedImages(shown.verdicts) : 0;
  if (shown) {
    const value = shown.values.find(({ signature }) => signature === auroc)?.value ?? null;
    warnings.push(...polaritySuspicions(shown.verdicts, value));
    if (generated > 0 && realImages(shown.verdicts) === 0) {
      warnings.push({ code: 'generated_only', params: {} });
    }
  }
  if (dataset.localisation === 'whole_image') {
    warnings.push({ code: 'whole_image_regions', params: {} });
  } else if (generated > 0 && !shown?.values.some(({ signature }) => ofRegions.has(signature))) {
    warnings.push({ code: 'no_reference_regions', params: {} });
  }
  const imagesOf = (metric: string) => shown?.values.find(({ signature }) => signature === metric)?.n ?? 0;
  const unspaced = imagesOf(bleu2Char);
  if (unspaced > 0) {
    warnings.push({ code: 'unspaced_references', params: { images: unspaced, of: imagesOf(bleu2) } });
  }
  return warnings;
}

import type { metrics } from '@fakexplain/contract';
import { accuracyAmongParsed } from '../acc-parsed.ts';
import { parsedImages, type VerdictCounts } from './verdict-counts.ts';

/**
 * Signs that `real` and `generated` were swapped somewhere between a model and its scores, none
 * for a set of one class, where nothing can tell. An AUROC below 0.5 means the scores rank backwards. An accuracy
 * (among parsed outputs: silence is not a sign of a swap) below the lesser class's share means that calling every image the
 * wrong one of the two classes would do better.
 *
 * @param auroc `null` where there are no probabilities
 */
export function polaritySuspicions(counts: VerdictCounts, auroc: number | null): metrics.Warning[] {
  const suspicions: metrics.Warning[] = [];
  if (auroc !== null && auroc < 0.5) {
    suspicions.push({ code: 'auroc_below_half', params: { auroc } });
  }
  const accuracy = accuracyAmongParsed(counts);
  const shareReal = (counts.realAsReal + counts.realAsGenerated) / parsedImages(counts);
  const lesser = Math.min(shareReal, 1 - shareReal);
  if (accuracy !== null && accuracy < lesser) {
    suspicions.push({ code: 'accuracy_below_constant', params: { accuracy, constant: lesser } });
  }
  return suspicions;
}

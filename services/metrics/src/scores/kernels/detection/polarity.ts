import { accuracyAmongParsed } from './accuracy.ts';
import { parsedImages, type VerdictCounts } from './verdict-counts.ts';

/**
 * Signs that `real` and `generated` were swapped somewhere between a model and its scores, in words for a person; none
 * for a set of one class, where nothing can tell. An AUROC below 0.5 means the scores rank backwards. An accuracy
 * (among parsed outputs: silence is no sign of a swap) below the lesser class's share means that calling every image the
 * wrong one of the two classes would do better.
 *
 * @param auroc `null` where there are no probabilities
 */
export function polaritySuspicions(counts: VerdictCounts, auroc: number | null): string[] {
  const suspicions: string[] = [];
  if (auroc !== null && auroc < 0.5) {
    suspicions.push(`the AUROC is ${auroc.toFixed(3)}, below 0.5: the probabilities rank backwards`);
  }
  const accuracy = accuracyAmongParsed(counts);
  const shareReal = (counts.realAsReal + counts.realAsGenerated) / parsedImages(counts);
  const lesser = Math.min(shareReal, 1 - shareReal);
  if (accuracy !== null && accuracy < lesser) {
    suspicions.push(
      `${(100 * accuracy).toFixed(1)}% of the verdicts are right; one constant answer would be right on ${(100 * lesser).toFixed(1)}% at least`,
    );
  }
  return suspicions;
}

import { generatedImages, parsedImages, realImages, type VerdictCounts } from './verdict-counts.ts';

/** All of these are 0–1, and `null` where they would divide by 0. "Positive" is `generated`. Reference: scikit-learn. */
const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** Right verdicts / all images; an output without a verdict is wrong. */
export const accuracy = (counts: VerdictCounts): number | null =>
  share(counts.realAsReal + counts.generatedAsGenerated, realImages(counts) + generatedImages(counts));

/** Right verdicts / outputs with a verdict. Flatters whoever parses seldom: belongs beside the coverage. */
export const accuracyAmongParsed = (counts: VerdictCounts): number | null =>
  share(counts.realAsReal + counts.generatedAsGenerated, parsedImages(counts));

/** Outputs with a verdict / all images. */
export const coverage = (counts: VerdictCounts): number | null =>
  share(parsedImages(counts), realImages(counts) + generatedImages(counts));

/** Real images called real / real images (specificity). */
export const accuracyOnReal = (counts: VerdictCounts): number | null =>
  share(counts.realAsReal, realImages(counts));

/** Generated images called generated / generated images. As `acc_fake` and as `recall` the same number. */
export const recall = (counts: VerdictCounts): number | null =>
  share(counts.generatedAsGenerated, generatedImages(counts));

/** Mean of the accuracies on real and on generated images. */
export function balancedAccuracy(counts: VerdictCounts): number | null {
  const [onReal, onGenerated] = [accuracyOnReal(counts), recall(counts)];
  return onReal === null || onGenerated === null ? null : (onReal + onGenerated) / 2;
}

/** Generated images among those called generated; an output without a verdict calls nothing anything. scikit-learn gives 0 for 0 / 0. */
export const precision = (counts: VerdictCounts): number | null =>
  share(counts.generatedAsGenerated, counts.generatedAsGenerated + counts.realAsGenerated);

/** Harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN), where a generated image without a verdict is missed. */
export const f1 = (counts: VerdictCounts): number | null =>
  share(
    2 * counts.generatedAsGenerated,
    counts.generatedAsGenerated + counts.realAsGenerated + generatedImages(counts),
  );

export interface CalibrationBin {
  /** Probabilities above `from` up to and including `to`; the first bin holds 0 too. */
  from: number;
  to: number;
  n: number;
  /** Mean probability of `generated`, 0–1; `null` in an empty bin. */
  meanProbability: number | null;
  /** Share of images that are generated, 0–1; `null` in an empty bin. */
  shareGenerated: number | null;
}

export interface Calibration {
  bins: CalibrationBin[];
  /** Expected calibration error, Σ nᵦ/n · |mean probability − share generated|, 0–1; `null` without images. */
  ece: number | null;
}

/**
 * How far probabilities of `generated` are what they say, in bins of equal width. Bins as
 * sklearn.calibration.calibration_curve; the error as Naeini et al. (2015), for the probability of one class (Guo et al.
 * 2017 bin by the confidence in the verdict instead: another number).
 *
 * @param probabilities n values, 0–1
 * @param generated n flags: 1 where the image is generated
 * @throws RangeError for a value outside 0–1 or lengths that differ
 */
export function calibration(
  probabilities: ArrayLike<number>,
  generated: ArrayLike<number>,
  binCount = 10,
): Calibration {
  if (probabilities.length !== generated.length) {
    throw new RangeError(`${probabilities.length} probabilities for ${generated.length} labels`);
  }
  // As numpy.linspace, to the last bit: values on an edge must fall on the same side.
  const edges = Array.from({ length: binCount + 1 }, (_, bin) =>
    bin === binCount ? 1 : bin * (1 / binCount),
  );
  const sizes = new Float64Array(binCount);
  const sums = new Float64Array(binCount);
  const hits = new Float64Array(binCount);
  for (let index = 0; index < probabilities.length; index += 1) {
    const probability = probabilities[index] ?? NaN;
    if (!(probability >= 0 && probability <= 1)) {
      throw new RangeError(`probability ${index + 1} is ${probability}, not between 0 and 1`);
    }
    let bin = Math.min(binCount - 1, Math.floor(probability * binCount));
    while (bin > 0 && probability <= (edges[bin] ?? 0)) bin -= 1;
    while (bin < binCount - 1 && probability > (edges[bin + 1] ?? 1)) bin += 1;
    sizes[bin] = (sizes[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + probability;
    hits[bin] = (hits[bin] ?? 0) + (generated[index] ?? 0);
  }
  let error = 0;
  const bins = Array.from(sizes, (n, bin): CalibrationBin => {
    const [sum, hit] = [sums[bin] ?? 0, hits[bin] ?? 0];
    error += Math.abs(sum - hit);
    const [from, to] = [edges[bin] ?? 0, edges[bin + 1] ?? 1];
    return n > 0
      ? { from, to, n, meanProbability: sum / n, shareGenerated: hit / n }
      : { from, to, n, meanProbability: null, shareGenerated: null };
  });
  return { bins, ece: probabilities.length > 0 ? error / probabilities.length : null };
}

/**
 * Draws an index with probability in proportion to its weight, from one uniform number.
 *
 * @param weights finite, ≥ 0, in any unit; 0 for what must not be drawn
 * @param u uniform in [0, 1)
 * @returns the index with the probability it had, or `null` where all weights are 0
 */
export function drawFrom(weights: Float64Array, u: number): { index: number; probability: number } | null {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  let drawn: { index: number; probability: number } | null = null;
  for (const [index, weight] of weights.entries()) {
    if (weight === 0) continue;
    drawn = { index, probability: weight / total };
    reached += weight;
    if (u * total < reached) break;
  }
  return drawn;
}

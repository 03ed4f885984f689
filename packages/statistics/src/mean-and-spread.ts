export interface Spread {
  mean: number;
  /** Sample standard deviation (divisor n − 1); `null` of a single value. */
  standardDeviation: number | null;
  least: number;
  greatest: number;
  /** How many values were defined. */
  n: number;
}

/**
 * Mean and spread of a metric over folds, or over categories (macro): every defined value counts the same, however many
 * images are behind it. `null` where none is defined.
 */
export function meanAndSpread(values: readonly (number | null)[]): Spread | null {
  const defined = values.filter((value) => value !== null);
  const n = defined.length;
  if (n === 0) return null;
  const mean = defined.reduce((sum, value) => sum + value, 0) / n;
  const squares = defined.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    standardDeviation: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
    least: Math.min(...defined),
    greatest: Math.max(...defined),
    n,
  };
}

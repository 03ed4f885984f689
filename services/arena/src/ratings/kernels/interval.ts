/**
 * What the votes allow to be said about a value. `at-least` and `at-most` stand where one side is unbounded (one arm
 * never lost to the other); `undetermined` where nothing can be said. A two-sided interval never has zero width.
 */
export type Interval =
  | { kind: 'two-sided'; low: number; high: number }
  | { kind: 'at-least'; low: number }
  | { kind: 'at-most'; high: number }
  | { kind: 'undetermined'; reason: string };

/** Elo points in one unit of log-odds: 400 / ln 10 ≈ 173.72. */
export const eloPerLogOdds = 400 / Math.LN10;

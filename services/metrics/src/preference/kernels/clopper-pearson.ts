import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';

/**
 * Exact 95% interval of a share of k successes in n trials, two-sided (Clopper & Pearson 1934; reference: scipy's
 * binomtest(k, n).proportion_ci("exact")); `null` without trials. Trials count as independent of one another.
 */
export function clopperPearson(k: number, n: number): { low: number; high: number } | null {
  if (n === 0) return null;
  const tail = 0.025;
  return {
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  };
}

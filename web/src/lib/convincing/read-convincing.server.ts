import { exclusionsOf, refusePast } from '#lib/server/read-leaderboard.ts';
import { call, metrics, toMetrics } from '#lib/server/services.ts';

/** How often wrong explanations won in a study, with or without excluded raters as the address says. */
export async function readConvincing(study: string, url: URL): Promise<metrics.ConvincingReport> {
  refusePast(url);
  const query = { exclusions: exclusionsOf(url) };
  return call(metrics.readConvincing, { params: { study }, query }, toMetrics());
}

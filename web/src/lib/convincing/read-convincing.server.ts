import { exclusionsOf } from '#lib/server/read-leaderboard.ts';
import { call, metrics, toMetrics } from '#lib/server/services.ts';

/** How often wrong explanations won in a study, with or without excluded raters as the address says. */
export const readConvincing = (study: string, url: URL): Promise<metrics.ConvincingReport> =>
  call(metrics.readConvincing, { params: { study }, query: { exclusions: exclusionsOf(url) } }, toMetrics());

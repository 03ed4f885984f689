import type { Study } from './studies.ts';

/** Whom an answer is for. */
export type Reader = 'public' | 'maintainer';

/**
 * Which results of a study someone may read: those of now, those as of the end of the day before, or none yet. Counts of
 * votes and raters are no results.
 */
export function mayReadResults(
  { status, results }: Pick<Study, 'status' | 'results'>,
  reader: Reader,
): 'now' | 'day-before' | 'none' {
  if (reader === 'maintainer' || status !== 'open' || results === 'live') return 'now';
  return results === 'delayed' ? 'day-before' : 'none';
}

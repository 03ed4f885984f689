import { createHash } from 'node:crypto';
import type { Explanation } from '@fakexplain/explanation';

/**
 * SHA-256 (32 bytes) of what a rater sees of an explanation: verdict, tags, reasoning, and the regions'
 * boxes and descriptions in their order, as JSON arrays in that order. Probability and masks are not shown.
 */
export function contentHash({ verdict, tags, reasoning, regions }: Explanation): Buffer {
  const seen = [verdict, tags, reasoning, regions.map(({ box, description }) => [box, description])];
  return createHash('sha256').update(JSON.stringify(seen)).digest();
}

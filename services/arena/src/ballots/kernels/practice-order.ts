import { createHash } from 'node:crypto';
import { uniformSource } from '@fakexplain/statistics/random';

/** Which practice ballot comes when, and whether its sides are exchanged. */
export interface PracticePlace {
  /** Of the practice ballot in the study. */
  position: number;
  mirrored: boolean;
}

/**
 * Order and sides of the practice for one rater and attempt: the same whenever it is asked for, and another one for another
 * rater, so that answers cannot be passed on. Sides are exchanged on all ballots or on none, which keeps sound explanations
 * on both sides; the second attempt has another order as well.
 *
 * @param rater id
 * @param attempt 1 or 2
 * @param count number of the study's practice ballots
 */
export function practiceOrder(rater: string, attempt: number, count: number): PracticePlace[] {
  const seed = createHash('sha256').update(rater).digest().readInt32LE();
  const random = uniformSource(seed, attempt);
  const mirrored = random() < 0.5;
  const positions = Array.from({ length: count }, (_, position) => ({ position, key: random() }));
  const ordered = attempt === 1 ? positions : positions.toSorted((a, b) => a.key - b.key);
  return ordered.map(({ position }) => ({ position, mirrored }));
}

import type { arena } from '@fakexplain/contract';

/** Why raters are left out, each reason once. */
export interface ExclusionReason {
  reason: string;
  raters: number;
  votes: number;
}

/** The exclusions that stand, by reason, most votes first. */
export function exclusionReasons(exclusions: readonly arena.Exclusion[]): ExclusionReason[] {
  const standing = exclusions.filter(({ withdrawnAt }) => withdrawnAt === null);
  return [...Map.groupBy(standing, ({ reason }) => reason)]
    .map(([reason, of]) => ({
      reason,
      raters: of.reduce((sum, { raters }) => sum + raters, 0),
      votes: of.reduce((sum, { votes }) => sum + votes, 0),
    }))
    .toSorted((one, other) => other.votes - one.votes);
}

import type { arena } from '@fakexplain/contract';
import type { KeptPlan } from '@fakexplain/database/schema';

/** What is looked at of a leaderboard. */
export interface Shares {
  arms: readonly { position: number; name: string }[];
  pairs: readonly Pick<arena.PairShare, 'a' | 'b' | 'anytime' | 'clustered'>[];
}

/**
 * How the planned pair stands, by the interval that the plan reads: the anytime-valid one where it is looked at after every vote.
 * The plan is reached where that interval is as narrow as wanted or, where power is wanted, leaves out one half. What is
 * undetermined, or bounded on one side, has no width; on one side it may leave out one half.
 */
export function plannedResult(
  { goal, looks, pair }: Pick<KeptPlan, 'goal' | 'looks' | 'pair'>,
  { arms, pairs }: Shares,
): NonNullable<arena.Leaderboard['planned']> {
  const [first, second] = pair.map((name) => arms.find((arm) => arm.name === name)?.position);
  const share = pairs.find(({ a, b }) => (a === first && b === second) || (a === second && b === first));
  const interval = looks === 'any' ? share?.anytime : share?.clustered;
  if (!interval) return { halfWidth: null, reached: false };
  const halfWidth = interval.kind === 'two-sided' ? (interval.high - interval.low) / 2 : null;
  const reached =
    'halfWidth' in goal ? halfWidth !== null && halfWidth <= goal.halfWidth : leavesOutHalf(interval);
  return { halfWidth, reached };
}

function leavesOutHalf(interval: arena.Interval): boolean {
  switch (interval.kind) {
    case 'two-sided':
      return interval.low > 0.5 || interval.high < 0.5;
    case 'at-least':
      return interval.low > 0.5;
    case 'at-most':
      return interval.high < 0.5;
    case 'undetermined':
      return false;
  }
}

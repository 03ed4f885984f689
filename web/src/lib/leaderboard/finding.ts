import type { arena } from '@fakexplain/contract';
import { citedInterval } from './columns.ts';

/** That each of some arms is preferred to each of others. */
export interface Claim {
  better: string[];
  worse: string[];
  /** Whether the others are all other arms of the study. */
  isOverAll: boolean;
}

/** The order of a study's arms as far as it is established, in little. Arms are names, the stronger first. */
export type Finding = {
  /** Whether votes still come in, or later ones are left out, so that intervals have to hold for any look. */
  anyLook: boolean;
} & (
  | { kind: 'none'; arms: string[] }
  /** Each arm to all that follow; there are no others. */
  | { kind: 'order'; arms: string[] }
  /** @property isAll whether that orders every pair of arms */
  | { kind: 'claims'; claims: Claim[]; isAll: boolean }
  /** Too much for a sentence. @property first the arm that is preferred to all others, if one is */
  | { kind: 'many'; established: number; pairs: number; first: string | null }
);

type Judged = Pick<arena.Rating, 'position' | 'name' | 'preferredTo'>;
type Shown = Pick<arena.PairShare, 'a' | 'b' | 'clustered' | 'exact' | 'anytime' | 'difference'>;

interface Board {
  ratings: readonly Judged[];
  pairs: readonly Shown[];
  study: Pick<arena.Leaderboard['study'], 'status'>;
  stamp: Pick<arena.Leaderboard['stamp'], 'past'>;
  status: arena.Leaderboard['status'];
}

/** Longer lists, and more claims, make no sentence. */
const mostNames = 4;
const mostClaims = 3;
const mostInOrder = 6;

/**
 * What the votes establish of the order of the arms. One arm is above another where the simultaneous intervals of all differences
 * (rank sets) say so and the interval of the pair’s own share does not say the opposite; while votes come in, where an interval of
 * the pair for any look, of its share or of the difference of its ratings, says so as well.
 * @returns null without votes
 */
export function findingOf(board: Board): Finding | null {
  if (board.status === 'empty' || board.ratings.length < 2) return null;
  const { ratings } = board;
  const anyLook = board.study.status === 'open' || board.stamp.past;
  const shares = new Map(board.pairs.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  const isAbove = (arm: Judged, other: Judged): boolean => {
    if (!arm.preferredTo.includes(other.position)) return false;
    const lean = leanOf(shares, arm.position, other.position);
    return lean.oneLook >= 0 && (!anyLook || lean.anyLook > 0);
  };
  const below = new Map(ratings.map((arm) => [arm, ratings.filter((other) => isAbove(arm, other))]));
  return { anyLook, ...say(ratings, below) };
}

type Distributed<T> = T extends unknown ? Omit<T, 'anyLook'> : never;

function say(
  ratings: readonly Judged[],
  below: ReadonlyMap<Judged, readonly Judged[]>,
): Distributed<Finding> {
  const belowOf = (arm: Judged) => below.get(arm) ?? [];
  const established = ratings.reduce((total, arm) => total + belowOf(arm).length, 0);
  const pairs = (ratings.length * (ratings.length - 1)) / 2;
  const isOverAll = (arm: Judged) => belowOf(arm).length === ratings.length - 1;
  const names = (arms: readonly Judged[]) => arms.map(({ name }) => name);
  if (established === 0) return { kind: 'none', arms: names(ratings) };
  if (established === pairs && pairs > 1 && ratings.length <= mostInOrder)
    return {
      kind: 'order',
      arms: names(ratings.toSorted((x, y) => belowOf(y).length - belowOf(x).length)),
    };
  const alike = Map.groupBy(
    ratings.filter((arm) => belowOf(arm).length > 0),
    (arm) =>
      belowOf(arm)
        .map(({ position }) => position)
        .toSorted((x, y) => x - y)
        .join(),
  );
  const claims = [...alike.values()].map((arms): Claim => {
    const [first] = arms;
    return {
      better: names(arms),
      worse: names(first ? belowOf(first) : []),
      isOverAll: first !== undefined && isOverAll(first),
    };
  });
  const isShort = ({ better, worse, isOverAll }: Claim) =>
    better.length <= mostNames && (isOverAll || worse.length <= mostNames);
  if (claims.length <= mostClaims && claims.every(isShort))
    return { kind: 'claims', claims, isAll: established === pairs };
  return { kind: 'many', established, pairs, first: ratings.find(isOverAll)?.name ?? null };
}

/**
 * To which of two arms the intervals of a pair lean: 1 to the arm, −1 to the other, 0 where they leave it open, contradict each
 * other, or there are none.
 */
function leanOf(shares: ReadonlyMap<string, Shown>, arm: number, other: number) {
  const pair = shares.get(`${arm} ${other}`);
  const shown = pair ?? shares.get(`${other} ${arm}`);
  if (!shown) return { oneLook: 0, anyLook: 0 };
  const sign = pair ? 1 : -1;
  return {
    oneLook: sign * sideOf(citedInterval(shown), 0.5),
    anyLook: sign * Math.sign(sideOf(shown.anytime, 0.5) + sideOf(shown.difference.anytime, 0)),
  };
}

/** On which side of a value an interval lies; 0 where it holds the value or is undetermined. */
function sideOf(interval: arena.Interval, value: number): 1 | 0 | -1 {
  if ('low' in interval && interval.low > value) return 1;
  return 'high' in interval && interval.high < value ? -1 : 0;
}

import { voteChoices, voteKinds, type UnpackedVotes } from '@fakexplain/database/packed-votes';
import type { RegularVotes } from '../ratings/counted-votes.ts';

/** A vote of any kind; raters are numbers from 0. */
export interface AnyVote {
  rater: number;
  image: number;
  left: number;
  right: number;
  kind: (typeof voteKinds)[number];
  choice: (typeof voteChoices)[number];
}

/** Votes as columns, raters one after the other. */
export function unpackedVotes(votes: readonly AnyVote[]): UnpackedVotes {
  const sorted = votes.toSorted((x, y) => x.rater - y.rater);
  const raters = Math.max(-1, ...votes.map(({ rater }) => rater)) + 1;
  return {
    rater: Int32Array.from(sorted, ({ rater }) => rater),
    image: Int32Array.from(sorted, ({ image }) => image),
    left: Int16Array.from(sorted, ({ left }) => left),
    right: Int16Array.from(sorted, ({ right }) => right),
    kind: Uint8Array.from(sorted, ({ kind }) => voteKinds.indexOf(kind)),
    choice: Uint8Array.from(sorted, ({ choice }) => voteChoices.indexOf(choice)),
    raterKeys: Uint32Array.from({ length: raters }, (_, rater) => rater),
  };
}

/** A regular vote from its first arm's view: 1 won, 0 lost, 0.5 tie, NaN neither. */
export interface PairVote {
  rater: number;
  image: number;
  a: number;
  b: number;
  outcome: number;
  aOnLeft?: boolean;
}

export const pairVotes = (votes: readonly PairVote[]): RegularVotes => ({
  rater: Int32Array.from(votes, ({ rater }) => rater),
  image: Int32Array.from(votes, ({ image }) => image),
  a: Int32Array.from(votes, ({ a }) => a),
  b: Int32Array.from(votes, ({ b }) => b),
  outcome: Float64Array.from(votes, ({ outcome }) => outcome),
  aOnLeft: Uint8Array.from(votes, ({ aOnLeft = true }) => Number(aOnLeft)),
});

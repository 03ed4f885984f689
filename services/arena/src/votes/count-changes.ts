import type { arena } from '@fakexplain/contract';

/** What a vote adds to a row of pair counts, in the columns' order of names. */
export interface CountChange {
  winsA: number;
  winsB: number;
  ties: number;
  neither: number;
  aOnLeft: number;
  leftWins: number;
}

/** What one vote counts, for the pair whose first arm (the lower position) stood on the left or not. */
export function countOf(choice: arena.Choice, aOnLeft: boolean): CountChange {
  const left = choice === 'left';
  const right = choice === 'right';
  return {
    winsA: Number(aOnLeft ? left : right),
    winsB: Number(aOnLeft ? right : left),
    ties: Number(choice === 'tie'),
    neither: Number(choice === 'neither'),
    aOnLeft: Number(aOnLeft),
    leftWins: Number(left),
  };
}

/** What a correction changes: the new vote counts, the old one no longer does. */
export function correctionOf(old: arena.Choice, next: arena.Choice, aOnLeft: boolean): CountChange {
  const before = countOf(old, aOnLeft);
  const after = countOf(next, aOnLeft);
  return {
    winsA: after.winsA - before.winsA,
    winsB: after.winsB - before.winsB,
    ties: after.ties - before.ties,
    neither: after.neither - before.neither,
    aOnLeft: 0,
    leftWins: after.leftWins - before.leftWins,
  };
}

/**
 * Row of a pair's counts that a ballot's vote goes to, 0–7: spreads concurrent voters, and a correction finds the
 * row of the vote it supersedes, so that no row turns negative.
 */
export const shardOf = (ballotId: string) => Number.parseInt(ballotId.slice(-1), 16) % 8;

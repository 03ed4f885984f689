import type { Sql, SqlOrTransaction } from '@fakexplain/database';
import type { CountChange } from './count-changes.ts';

/** What a ballot's vote may change, by which of its pair's arms stands on the left. */
export interface CountChanges {
  aOnLeft: CountChange;
  bOnLeft: CountChange;
}

/**
 * Pairs of a study's first arms only are spread over shards: where there are more arms, their many pairs spread voters
 * well enough, and eight rows for each would slow every leaderboard down.
 */
const mostSharded = 12;

/**
 * Adds to the counts of the pair. A part of a statement whose `with` defines `counting`: study_id, arm_a, arm_b, a_on_left.
 */
export function countVote(sql: SqlOrTransaction, { aOnLeft, bOnLeft }: CountChanges, shard: number) {
  const either = (name: keyof CountChange) =>
    (sql as Sql)`case when c.a_on_left then ${aOnLeft[name]}::int else ${bOnLeft[name]}::int end`;
  return (sql as Sql)`
    insert into arena.pair_counts as p
      (study_id, arm_a, arm_b, shard, wins_a, wins_b, ties, neither, a_on_left, left_wins)
    select c.study_id, c.arm_a, c.arm_b, case when c.arm_b < ${mostSharded} then ${shard}::smallint else 0 end,
      ${either('winsA')}, ${either('winsB')}, ${either('ties')}, ${either('neither')},
      ${either('aOnLeft')}, ${either('leftWins')}
    from counting c
    on conflict (study_id, arm_a, arm_b, shard) do update set
      wins_a = p.wins_a + excluded.wins_a, wins_b = p.wins_b + excluded.wins_b,
      ties = p.ties + excluded.ties, neither = p.neither + excluded.neither,
      a_on_left = p.a_on_left + excluded.a_on_left, left_wins = p.left_wins + excluded.left_wins`;
}

import type { Sql, SqlOrTransaction } from '@fakexplain/database';

/**
 * Pairs of a study's first arms only are spread over shards: where there are more arms, their many pairs spread voters
 * well enough, and eight rows for each would slow every leaderboard down.
 */
const mostSharded = 12;

/**
 * Adds to the counts of pairs. A part of a statement whose `with` defines `counting`: the ballot's id, study_id, arm_a, arm_b and a_on_left, with
 * the choice and its weight: 1 for a vote that counts from now on, −1 for one that does no longer. A ballot's shard is always the same, so
 * that a correction finds the row of the vote it supersedes and none turns negative. Rows are taken in one order, so that votes wait for
 * each other but never in a circle.
 */
export function countVotes(sql: SqlOrTransaction) {
  return (sql as Sql)`
    insert into arena.pair_counts as p
      (study_id, arm_a, arm_b, shard, wins_a, wins_b, ties, neither, a_on_left, left_wins)
    select c.study_id, c.arm_a, c.arm_b,
      case when c.arm_b < ${mostSharded} then get_byte(uuid_send(c.id), 15) % 8 else 0 end as shard,
      coalesce(sum(c.weight) filter (where (c.choice = 'left') = c.a_on_left and c.choice in ('left', 'right')), 0),
      coalesce(sum(c.weight) filter (where (c.choice = 'right') = c.a_on_left and c.choice in ('left', 'right')), 0),
      coalesce(sum(c.weight) filter (where c.choice = 'tie'), 0),
      coalesce(sum(c.weight) filter (where c.choice = 'neither'), 0),
      coalesce(sum(c.weight) filter (where c.a_on_left), 0),
      coalesce(sum(c.weight) filter (where c.choice = 'left'), 0)
    from counting c
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict (study_id, arm_a, arm_b, shard) do update set
      wins_a = p.wins_a + excluded.wins_a, wins_b = p.wins_b + excluded.wins_b,
      ties = p.ties + excluded.ties, neither = p.neither + excluded.neither,
      a_on_left = p.a_on_left + excluded.a_on_left, left_wins = p.left_wins + excluded.left_wins`;
}

import type { Sql } from '@fakexplain/database';

/** Ballots whose number of first answers is not one; empty when every answered ballot has exactly one. */
export async function doubleVotes(sql: Sql): Promise<string[]> {
  const rows = await sql<{ ballot: string }[]>`
    select ballot_id as ballot from arena.votes where revision = 0 group by ballot_id having count(*) <> 1`;
  return rows.map(({ ballot }) => ballot);
}

/** Pair counts and packed votes that differ from a recount of the current votes; empty when the database's counts are right. */
export async function miscounts(sql: Sql): Promise<readonly unknown[]> {
  const pairs = await sql`
    with current as (
      select distinct on (v.ballot_id) v.choice, b.study_id, b.left_arm, b.right_arm
      from arena.votes v join arena.ballots b on b.id = v.ballot_id and b.kind = 'regular'
      order by v.ballot_id, v.revision desc
    ), recount as (
      select study_id, least(left_arm, right_arm) a, greatest(left_arm, right_arm) b,
             count(*) filter (where choice = (case when left_arm < right_arm then 'left' else 'right' end)::arena.choice) wins_a,
             count(*) filter (where choice = (case when left_arm < right_arm then 'right' else 'left' end)::arena.choice) wins_b,
             count(*) filter (where choice = 'tie') ties,
             count(*) filter (where choice = 'neither') neither
      from current group by 1, 2, 3
    ), kept as (
      select study_id, arm_a a, arm_b b, sum(wins_a) wins_a, sum(wins_b) wins_b, sum(ties) ties, sum(neither) neither
      from arena.pair_counts group by 1, 2, 3
      having sum(wins_a + wins_b + ties + neither) <> 0
    )
    (table recount except table kept) union all (table kept except table recount)`;
  const votes = await sql`
    with recount as (
      select distinct on (v.ballot_id) b.rater_id,
        arena.packed_vote(b.image_position, b.left_arm, b.right_arm, b.kind, b.sound_side, v.choice, v.further_answers,
          v.strength, b.verdict_before, v.verdict_after) as vote
      from arena.votes v join arena.ballots b on b.id = v.ballot_id
      order by v.ballot_id, v.revision desc
    ), kept as (
      select rater_id, substring(packed_votes from at for 8) as vote
      from arena.rater_counts cross join generate_series(1, length(packed_votes), 8) at
    )
    (table recount except all table kept) union all (table kept except all table recount)`;
  return [...pairs, ...votes];
}

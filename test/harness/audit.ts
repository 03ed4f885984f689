import type { Sql } from '@fakexplain/database';

/** Ballots whose number of first answers is not one; empty when every answered ballot has exactly one. */
export async function doubleVotes(sql: Sql): Promise<string[]> {
  const rows = await sql<{ ballot: string }[]>`
    select ballot_id as ballot from arena.votes where revision = 0 group by ballot_id having count(*) <> 1`;
  return rows.map(({ ballot }) => ballot);
}

/** Pair counts that differ from a recount of the current regular votes; empty when the database's counts are right. */
export async function miscounts(sql: Sql): Promise<readonly unknown[]> {
  return sql`
    with current as (
      select distinct on (v.ballot_id) v.choice, b.study_id, b.image_position, b.left_arm, b.right_arm
      from arena.votes v join arena.ballots b on b.id = v.ballot_id and b.kind = 'regular'
      order by v.ballot_id, v.revision desc
    ), sliced as (
      select c.*, slice.kind, slice.value
      from current c
      join arena.study_images i on i.study_id = c.study_id and i.position = c.image_position
      cross join lateral (values ('all'::arena.slice_kind, ''), ('category', i.category), ('generator', i.generator),
        ('label', i.label::text)) slice (kind, value)
      where slice.value is not null
    ), recount as (
      select study_id, kind, value, least(left_arm, right_arm) a, greatest(left_arm, right_arm) b,
             count(*) filter (where choice = (case when left_arm < right_arm then 'left' else 'right' end)::arena.choice) wins_a,
             count(*) filter (where choice = (case when left_arm < right_arm then 'right' else 'left' end)::arena.choice) wins_b,
             count(*) filter (where choice = 'tie') ties,
             count(*) filter (where choice = 'neither') neither
      from sliced group by 1, 2, 3, 4, 5
    ), kept as (
      select study_id, slice kind, value, arm_a a, arm_b b, sum(wins_a) wins_a, sum(wins_b) wins_b, sum(ties) ties,
             sum(neither) neither
      from arena.pair_counts group by 1, 2, 3, 4, 5
      having sum(wins_a + wins_b + ties + neither) <> 0
    )
    (table recount except table kept) union all (table kept except table recount)`;
}

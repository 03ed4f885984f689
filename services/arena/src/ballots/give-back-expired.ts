import type { Sql } from '@fakexplain/database';

/** Ballots given back at a time, so that no draw waits for many. */
const most = 1_000;

/**
 * Takes regular ballots that expired without an answer off the draw counts, so that an image and a side that people
 * leave are asked for again. A ballot leaves the open ones once: here, or with its vote (see `castFirsts`).
 */
export async function giveBackExpired(sql: Sql, studyId: string, now: Date): Promise<void> {
  await sql`
    with gone as (
      delete from arena.open_ballots where ballot_id in (
        select ballot_id from arena.open_ballots
        where study_id = ${studyId} and expires_at <= ${now.toISOString()}::timestamptz
        order by expires_at limit ${most} for update skip locked)
      returning ballot_id
    )
    insert into arena.draw_counts as c (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
    select b.study_id, least(b.left_arm, b.right_arm) as a, greatest(b.left_arm, b.right_arm) as b, b.image_position,
      -count(*) filter (where b.left_arm < b.right_arm), -count(*) filter (where b.left_arm > b.right_arm)
    from gone join arena.ballots b on b.id = gone.ballot_id
    group by 1, 2, 3, 4
    -- In one order, so that those who give back at the same time wait for each other, but never in a circle.
    order by 2, 3, 4
    on conflict (study_id, arm_a, arm_b, image_position) do update set
      a_on_left = c.a_on_left + excluded.a_on_left, b_on_left = c.b_on_left + excluded.b_on_left`;
}

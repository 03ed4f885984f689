import type { Sql } from '@fakexplain/database';

/** Ballots given back at a time, so that no draw waits for many. */
const most = 1_000;
/** How often draws of a study look for them, in milliseconds. */
const everyMs = 1_000;

/** Gives back what has expired before a draw, unless another draw of the study has just done so. */
export function createGiveBack(sql: Sql): (studyId: string, now: Date) => Promise<void> {
  const doneAt = new Map<string, number>();
  return async (studyId, now) => {
    const at = now.getTime();
    if (Math.abs(at - (doneAt.get(studyId) ?? -Infinity)) < everyMs) return;
    doneAt.set(studyId, at);
    // The next draw goes on where there are more, or where this failed.
    const given = await giveBackExpired(sql, studyId, now).catch((error: unknown) => {
      doneAt.delete(studyId);
      throw error;
    });
    if (given === most) doneAt.delete(studyId);
  };
}

/**
 * Takes regular ballots that expired without an answer off the draw counts, so that an image and a side that people
 * leave are asked for again. A ballot leaves the open ones once: here, or with its vote (see `castFirsts`).
 * @returns how many
 */
export async function giveBackExpired(sql: Sql, studyId: string, now: Date): Promise<number> {
  const [row] = await sql<{ given: number }[]>`
    with gone as (
      delete from arena.open_ballots where ballot_id in (
        select ballot_id from arena.open_ballots
        where study_id = ${studyId} and expires_at <= ${now.toISOString()}::timestamptz
        order by expires_at limit ${most} for update skip locked)
      returning ballot_id
    ), counted as (
    insert into arena.draw_counts as c (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
    select b.study_id, least(b.left_arm, b.right_arm) as a, greatest(b.left_arm, b.right_arm) as b, b.image_position,
      -count(*) filter (where b.left_arm < b.right_arm), -count(*) filter (where b.left_arm > b.right_arm)
    from gone join arena.ballots b on b.id = gone.ballot_id
    group by 1, 2, 3, 4
    -- In one order, so that those who give back at the same time wait for each other, but never in a circle.
    order by 2, 3, 4
    on conflict (study_id, arm_a, arm_b, image_position) do update set
      a_on_left = c.a_on_left + excluded.a_on_left, b_on_left = c.b_on_left + excluded.b_on_left
    )
    select count(*)::int as given from gone`;
  return row?.given ?? 0;
}

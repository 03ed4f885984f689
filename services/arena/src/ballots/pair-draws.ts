import type { Sql } from '@fakexplain/database';
import type { PairDraws } from './place-pair.ts';

/** Draws so far of pairs (a < b) of a study, each on the images that had any, in the order of the pairs. */
export async function selectPairDraws(
  sql: Sql,
  studyId: string,
  pairs: readonly { a: number; b: number }[],
): Promise<PairDraws[][]> {
  const rows = await sql<{ image: number[] | null; aOnLeft: number[]; bOnLeft: number[] }[]>`
    select c.image, c."aOnLeft", c."bOnLeft"
    from unnest(${sql.array(pairs.map(({ a }) => a))}::smallint[], ${sql.array(pairs.map(({ b }) => b))}::smallint[])
      with ordinality as p(a, b, place)
    cross join lateral (
      select array_agg(image_position) as image, array_agg(a_on_left) as "aOnLeft", array_agg(b_on_left) as "bOnLeft"
      from arena.draw_counts where study_id = ${studyId} and arm_a = p.a and arm_b = p.b
    ) c
    order by p.place`;
  return rows.map(({ image, aOnLeft, bOnLeft }) =>
    (image ?? []).map((one, at) => ({ image: one, aOnLeft: aOnLeft[at] ?? 0, bOnLeft: bOnLeft[at] ?? 0 })),
  );
}

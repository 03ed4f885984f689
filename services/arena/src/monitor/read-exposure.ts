import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { StudyDesign } from '../ballots/study-design.ts';

type Exposure = Pick<arena.StudyMonitor, 'exposure' | 'arms'>;
type Balance = arena.StudyMonitor['exposure']['arms'];

/**
 * How evenly the ballots of a study are spread, by what is kept for drawing: one pass over its draw counts, of which there is a
 * row for each pair and image at most.
 */
export async function readExposure(
  sql: Sql,
  studyId: string,
  { pairs }: Pick<StudyDesign, 'pairs'>,
): Promise<Exposure> {
  const [row] = await sql<
    { arms: arena.StudyMonitor['arms']; ofArms: Balance; ofPairs: Balance; ofImages: Balance }[]
  >`
    with sums as materialized (
      select arm_a, arm_b, image_position, grouping(image_position) = 1 as of_pair,
        sum(a_on_left)::int as a_left, sum(b_on_left)::int as b_left
      from arena.draw_counts where study_id = ${studyId}
      group by grouping sets ((arm_a, arm_b), (image_position))
    ), arms as (
      select a.position, a.name, coalesce(sum(s.a_left + s.b_left), 0)::int as shown,
        coalesce(sum(case when s.arm_a = a.position then s.a_left else s.b_left end), 0)::int as "left"
      from arena.arms a
      left join sums s on s.of_pair and a.position in (s.arm_a, s.arm_b)
      where a.study_id = ${studyId}
      group by a.position, a.name
    ), pairs as (
      select coalesce(s.a_left + s.b_left, 0) as shown
      from unnest(${sql.array(pairs.map(({ a }) => a))}::smallint[], ${sql.array(pairs.map(({ b }) => b))}::smallint[]) p (a, b)
      left join sums s on s.of_pair and s.arm_a = p.a and s.arm_b = p.b
    ), images as (
      select coalesce(s.a_left + s.b_left, 0) as shown
      from arena.study_images i
      left join sums s on not s.of_pair and s.image_position = i.position
      where i.study_id = ${studyId}
    )
    select (select coalesce(jsonb_agg(to_jsonb(arms) order by position), '[]') from arms) as arms,
      (select ${balanceOf(sql)} from arms) as "ofArms",
      (select ${balanceOf(sql)} from pairs) as "ofPairs",
      (select ${balanceOf(sql)} from images) as "ofImages"`;
  if (!row) throw new Error('a query without "from" gave no row');
  const { arms, ofArms, ofPairs, ofImages } = row;
  return { arms, exposure: { arms: ofArms, pairs: ofPairs, images: ofImages } };
}

const balanceOf = (sql: Sql) => sql`
  jsonb_build_object('n', count(*), 'none', count(*) filter (where shown = 0), 'min', coalesce(min(shown), 0),
    'median', coalesce(percentile_cont(0.5) within group (order by shown), 0), 'max', coalesce(max(shown), 0))`;

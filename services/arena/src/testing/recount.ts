import type { Sql } from '@fakexplain/database';

export interface SliceCount {
  slice: string;
  value: string;
  a: number;
  b: number;
  winsA: number;
  winsB: number;
  ties: number;
  neither: number;
  aOnLeft: number;
  leftWins: number;
}

/** A study's pair counts as the service keeps them, shards added up; pairs whose counts are all 0 left out. */
export async function countedVotes(sql: Sql, study: string): Promise<SliceCount[]> {
  return [
    ...(await sql<SliceCount[]>`
    select p.slice::text, p.value, p.arm_a as a, p.arm_b as b, sum(p.wins_a)::int as "winsA", sum(p.wins_b)::int as "winsB",
      sum(p.ties)::int as ties, sum(p.neither)::int as neither, sum(p.a_on_left)::int as "aOnLeft",
      sum(p.left_wins)::int as "leftWins"
    from arena.pair_counts p join arena.studies s on s.id = p.study_id
    where s.slug = ${study}
    group by p.slice, p.value, p.arm_a, p.arm_b
    having sum(p.wins_a + p.wins_b + p.ties + p.neither) <> 0
    order by p.slice::text, p.value, p.arm_a, p.arm_b`),
  ];
}

/** The same, counted again in another way: from the votes themselves, vote by vote. */
export async function recountedVotes(sql: Sql, study: string): Promise<SliceCount[]> {
  const votes = await sql<
    {
      ballot: string;
      choice: string;
      left: number;
      right: number;
      category: string;
      generator: string;
      label: string;
    }[]
  >`
    select v.ballot_id as ballot, v.choice, b.left_arm as left, b.right_arm as right,
      i.category, i.generator, i.label
    from arena.votes v
    join arena.ballots b on b.id = v.ballot_id
    join arena.studies s on s.id = b.study_id
    join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
    where s.slug = ${study} and b.kind = 'regular'
    order by v.revision`;
  const current = new Map(votes.map((vote) => [vote.ballot, vote]));
  const counts = new Map<string, SliceCount>();
  for (const { choice, left, right, ...image } of current.values()) {
    const slices = Object.entries({
      all: '',
      category: image.category,
      generator: image.generator,
      label: image.label,
    });
    for (const [slice, value] of slices) {
      if (value === null) continue;
      const [a = 0, b = 0] = [left, right].toSorted((x, y) => x - y);
      const key = JSON.stringify([slice, value, a, b]);
      const zero = { slice, value, a, b, winsA: 0, winsB: 0, ties: 0, neither: 0, aOnLeft: 0, leftWins: 0 };
      const count = counts.get(key) ?? zero;
      counts.set(key, count);
      const winner = choice === 'left' ? left : choice === 'right' ? right : null;
      if (winner === a) count.winsA++;
      if (winner === b) count.winsB++;
      if (choice === 'tie') count.ties++;
      if (choice === 'neither') count.neither++;
      if (left === a) count.aOnLeft++;
      if (choice === 'left') count.leftWins++;
    }
  }
  const order = ({ slice, value, a, b }: SliceCount) =>
    [slice, value, String(a).padStart(3), String(b).padStart(3)].join('\0');
  return [...counts.values()].toSorted((x, y) => (order(x) < order(y) ? -1 : 1));
}

export interface DrawCount {
  a: number;
  b: number;
  image: number;
  aOnLeft: number;
  bOnLeft: number;
}

/** A study's draw counts as the service keeps them; those that are all 0 left out. */
export const countedDraws = async (sql: Sql, study: string): Promise<DrawCount[]> => [
  ...(await sql<DrawCount[]>`
    select d.arm_a as a, d.arm_b as b, d.image_position as image, d.a_on_left as "aOnLeft", d.b_on_left as "bOnLeft"
    from arena.draw_counts d join arena.studies s on s.id = d.study_id
    where s.slug = ${study} and d.a_on_left + d.b_on_left <> 0 order by 1, 2, 3`),
];

/** The same, counted again from the regular ballots that were answered, or can still be at a moment. */
export const recountedDraws = async (sql: Sql, study: string, now: Date): Promise<DrawCount[]> => [
  ...(await sql<DrawCount[]>`
    select least(b.left_arm, b.right_arm) as a, greatest(b.left_arm, b.right_arm) as b, b.image_position as image,
      count(*) filter (where b.left_arm < b.right_arm)::int as "aOnLeft",
      count(*) filter (where b.left_arm > b.right_arm)::int as "bOnLeft"
    from arena.ballots b join arena.studies s on s.id = b.study_id
    where s.slug = ${study} and b.kind = 'regular'
      and (b.expires_at > ${now.toISOString()}::timestamptz or exists (select from arena.votes v where v.ballot_id = b.id))
    group by 1, 2, 3 order by 1, 2, 3`),
];

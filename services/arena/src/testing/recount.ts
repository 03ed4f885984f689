import { packedVotesOf, type Sql } from '@fakexplain/database';
import { unpackVotes, voteChoices, voteKinds } from '@fakexplain/database/packed-votes';

export interface PairVotes {
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
export async function countedVotes(sql: Sql, study: string): Promise<PairVotes[]> {
  return [
    ...(await sql<PairVotes[]>`
    select p.arm_a as a, p.arm_b as b, sum(p.wins_a)::int as "winsA", sum(p.wins_b)::int as "winsB",
      sum(p.ties)::int as ties, sum(p.neither)::int as neither, sum(p.a_on_left)::int as "aOnLeft",
      sum(p.left_wins)::int as "leftWins"
    from arena.pair_counts p join arena.studies s on s.id = p.study_id
    where s.slug = ${study}
    group by p.arm_a, p.arm_b
    having sum(p.wins_a + p.wins_b + p.ties + p.neither) <> 0
    order by p.arm_a, p.arm_b`),
  ];
}

interface CurrentVote {
  rater: string;
  image: number;
  left: number;
  right: number;
  kind: string;
  choice: string;
}

/** A study's current votes in another way than the view: each vote in its order, later ones in the place of earlier ones. */
export async function recountedCurrent(sql: Sql, study: string): Promise<CurrentVote[]> {
  const votes = await sql<(CurrentVote & { ballot: string; sound: string | null })[]>`
    select v.ballot_id as ballot, v.rater_id as rater, b.image_position as image, b.left_arm as left,
      b.right_arm as right, b.kind::text, b.sound_side::text as sound, v.choice::text
    from arena.votes v join arena.ballots b on b.id = v.ballot_id join arena.studies s on s.id = b.study_id
    where s.slug = ${study} and v.rater_id not in (select rater_id from arena.withdrawals) order by v.sequence`;
  const current = new Map(votes.map(({ ballot, ...vote }) => [ballot, vote]));
  return inOrder(
    [...current.values()].map(({ sound, kind, ...vote }) => ({
      ...vote,
      kind: kind === 'check' ? `check-${sound}` : kind,
    })),
  );
}

/** The same as the service keeps them, packed. */
export async function unpackedCurrent(sql: Sql, study: string): Promise<CurrentVote[]> {
  const raters = await sql<{ id: string; rater: string }[]>`
    select c.study_id as id, c.rater_id as rater from arena.rater_counts c join arena.studies s on s.id = c.study_id
    where s.slug = ${study} order by c.rater_id`;
  const [first] = raters;
  if (!first) return [];
  const packed = await sql.begin((tx) => packedVotesOf(tx, first.id));
  const votes = unpackVotes(packed.map((row) => row.packed));
  return inOrder(
    [...votes.rater.keys()].map((row) => ({
      rater: raters[votes.rater[row] ?? 0]?.rater ?? '',
      image: votes.image[row] ?? NaN,
      left: votes.left[row] ?? NaN,
      right: votes.right[row] ?? NaN,
      kind: voteKinds[votes.kind[row] ?? 0] ?? '',
      choice: voteChoices[votes.choice[row] ?? 0] ?? '',
    })),
  );
}

const inOrder = (votes: CurrentVote[]) =>
  votes.toSorted((x, y) => {
    const [first, second] = [x, y].map(({ rater, image, kind }) => `${rater} ${image} ${kind}`) as [
      string,
      string,
    ];
    return first < second ? -1 : 1;
  });

/** Pair counts, counted again in another way: from the current regular votes, vote by vote. */
export async function recountedVotes(sql: Sql, study: string): Promise<PairVotes[]> {
  const votes = await recountedCurrent(sql, study);
  const counts = new Map<string, PairVotes>();
  for (const { choice, left, right, kind } of votes) {
    if (kind !== 'regular') continue;
    const [a = 0, b = 0] = [left, right].toSorted((x, y) => x - y);
    const zero = { a, b, winsA: 0, winsB: 0, ties: 0, neither: 0, aOnLeft: 0, leftWins: 0 };
    const count = counts.get(`${a} ${b}`) ?? zero;
    counts.set(`${a} ${b}`, count);
    const winner = choice === 'left' ? left : choice === 'right' ? right : null;
    if (winner === a) count.winsA++;
    if (winner === b) count.winsB++;
    if (choice === 'tie') count.ties++;
    if (choice === 'neither') count.neither++;
    if (left === a) count.aOnLeft++;
    if (choice === 'left') count.leftWins++;
  }
  return [...counts.values()].toSorted((x, y) => x.a - y.a || x.b - y.b);
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
    where s.slug = ${study} and b.kind = 'regular' and b.rater_id not in (select rater_id from arena.withdrawals)
      and (b.expires_at > ${now.toISOString()}::timestamptz or exists (select from arena.votes v where v.ballot_id = b.id))
    group by 1, 2, 3 order by 1, 2, 3`),
];

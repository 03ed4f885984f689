import type { DatabaseOrTransaction } from '@fakexplain/database';
import { arenaSchema } from '@fakexplain/database/schema';
import { and, count, eq, exists, max, sql } from 'drizzle-orm';
import type { PairCount, VoteCells } from './kernels/index.ts';

const { ballots, pairCounts, raters, studyImages, votes } = arenaSchema;

export interface Slice {
  kind: 'all' | 'category' | 'generator' | 'label';
  /** Empty for `all`. */
  value: string;
}

/** A pair's counts, with what side bias needs. */
export type CountedPair = PairCount & { leftWins: number };

/** Pair counts of a slice, shards added up. */
export async function readPairCounts(
  db: DatabaseOrTransaction,
  { studyId, slice }: { studyId: string; slice: Slice },
): Promise<CountedPair[]> {
  return db.execute<CountedPair & Record<string, unknown>>(sql`
    select arm_a as a, arm_b as b, sum(wins_a)::int as "winsA", sum(wins_b)::int as "winsB",
           sum(ties)::int as ties, sum(neither)::int as neither, sum(left_wins)::int as "leftWins"
    from ${pairCounts}
    where study_id = ${studyId} and slice = ${slice.kind} and value = ${slice.value}
    group by arm_a, arm_b
    order by arm_a, arm_b`);
}

/** Sequence number of the study's newest vote, corrections included; 0 before the first. */
export async function readSequence(db: DatabaseOrTransaction, studyId: string): Promise<number> {
  const [newest] = await db
    .select({ sequence: max(votes.sequence) })
    .from(votes)
    .where(eq(votes.studyId, studyId));
  return newest?.sequence ?? 0;
}

/** Counted votes of the whole study. */
export async function countVotes(db: DatabaseOrTransaction, studyId: string): Promise<number> {
  const { winsA, winsB, ties, neither } = pairCounts;
  const [counted] = await db
    .select({ votes: sql<number>`coalesce(sum(${winsA} + ${winsB} + ${ties} + ${neither}), 0)::int` })
    .from(pairCounts)
    .where(and(eq(pairCounts.studyId, studyId), eq(pairCounts.slice, 'all')));
  return counted?.votes ?? 0;
}

/** The values under which the study's images count, for filters. */
export async function listSlices(
  db: DatabaseOrTransaction,
  studyId: string,
): Promise<{ category: string[]; generator: string[]; label: string[] }> {
  const rows = await db
    .selectDistinct({
      category: studyImages.category,
      generator: studyImages.generator,
      label: studyImages.label,
    })
    .from(studyImages)
    .where(eq(studyImages.studyId, studyId));
  const distinct = (values: (string | null)[]) =>
    [...new Set(values)].filter((value) => value !== null).toSorted();
  return {
    category: distinct(rows.map((row) => row.category)),
    generator: distinct(rows.map((row) => row.generator)),
    label: distinct(rows.map((row) => row.label)),
  };
}

/** Raters of the study with at least one vote. */
export async function countVotingRaters(db: DatabaseOrTransaction, studyId: string): Promise<number> {
  const [row] = await db
    .select({ raters: count() })
    .from(raters)
    .where(
      and(
        eq(raters.studyId, studyId),
        exists(
          db
            .select({ one: sql`1` })
            .from(votes)
            .where(eq(votes.raterId, raters.id)),
        ),
      ),
    );
  return row?.raters ?? 0;
}

/** A current regular vote with rater and image as small numbers; `outcome` is arm a's: 1 won, 0 lost, 0.5 tie, null neither. */
export interface VoteCell {
  rater: number;
  image: number;
  a: number;
  b: number;
  outcome: number | null;
}

/** Every current regular vote of a slice: what clustering by rater and image needs. */
export async function readVoteCells(
  db: DatabaseOrTransaction,
  { studyId, slice }: { studyId: string; slice: Slice },
): Promise<VoteCell[]> {
  const sliced = slice.kind === 'all' ? sql`` : sql`and i.${sql.identifier(slice.kind)} = ${slice.value}`;
  const rows = await db.execute<{ rater: number; image: number; l: number; r: number; choice: string }>(sql`
    select dense_rank() over (order by v.rater_id)::int as rater, b.image_position as image,
           b.left_arm as l, b.right_arm as r, v.choice
    from ${votes} v
    join ${ballots} b on b.id = v.ballot_id and b.kind = 'regular'
    join ${studyImages} i on i.study_id = b.study_id and i.position = b.image_position
    where v.study_id = ${studyId} ${sliced}
      and not exists (
        select from ${votes} newer where newer.ballot_id = v.ballot_id and newer.revision > v.revision
      )`);
  return rows.map(({ rater, image, l, r, choice }) => {
    const forLeft = { left: 1, right: 0, tie: 0.5 }[choice] ?? null;
    const flipped = l > r;
    const outcome = forLeft === null || !flipped ? forLeft : 1 - forLeft;
    return { rater, image, a: Math.min(l, r), b: Math.max(l, r), outcome };
  });
}

/** The columns the kernels take, of the votes that `keep` allows. */
export function toColumns(cells: readonly VoteCell[], keep: (outcome: number) => boolean): VoteCells {
  const kept = cells.filter((cell) => cell.outcome !== null && keep(cell.outcome));
  return {
    rater: Int32Array.from(kept, (cell) => cell.rater),
    image: Int32Array.from(kept, (cell) => cell.image),
    a: Int32Array.from(kept, (cell) => cell.a),
    b: Int32Array.from(kept, (cell) => cell.b),
    outcome: Float64Array.from(kept, (cell) => cell.outcome ?? 0),
    count: new Float64Array(kept.length).fill(1),
  };
}

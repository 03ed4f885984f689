import type { DatabaseOrTransaction } from '@fakexplain/database';
import { arenaSchema, raterCountsSchema, views } from '@fakexplain/database/schema';
import { and, count, eq, max, notExists, sql, type SQL } from 'drizzle-orm';
import type { PairCount, VoteCells } from './kernels/pair-count.ts';

const { pairCounts, studyImages, votes } = arenaSchema;
const { raterCounts } = raterCountsSchema;
const { currentVotes, excludedRaters } = views;

export interface Slice {
  kind: 'all' | 'category' | 'generator' | 'label';
  /** Empty for `all`. */
  value: string;
}

/** A pair's counts, with what side bias needs. */
export type CountedPair = PairCount & { leftWins: number };

/** What is counted: the votes of a study on a slice of its images, with or without those of excluded raters. */
export interface Scope {
  studyId: string;
  slice: Slice;
  withoutExcluded: boolean;
}

/** Pair counts of a slice, shards added up. Votes of excluded raters are counted one by one, and taken off. */
export async function readPairCounts(db: DatabaseOrTransaction, scope: Scope): Promise<CountedPair[]> {
  const { studyId, slice, withoutExcluded } = scope;
  const excluded = sql`
    union all
    select least(l, r), greatest(l, r), -((choice = 'left') = (l < r) and choice in ('left', 'right'))::int,
      -((choice = 'right') = (l < r) and choice in ('left', 'right'))::int, -(choice = 'tie')::int,
      -(choice = 'neither')::int, -(choice = 'left')::int
    from (${regularVotes({ studyId, slice }, sql`and ${isExcluded(studyId)}`)}) excluded`;
  return db.execute<CountedPair & Record<string, unknown>>(sql`
    select arm_a as a, arm_b as b, sum(wins_a)::int as "winsA", sum(wins_b)::int as "winsB",
           sum(ties)::int as ties, sum(neither)::int as neither, sum(left_wins)::int as "leftWins"
    from (
      select arm_a, arm_b, wins_a, wins_b, ties, neither, left_wins from ${pairCounts}
      where study_id = ${studyId} and slice = ${slice.kind} and value = ${slice.value}
      ${withoutExcluded ? excluded : sql``}
    ) counted
    group by arm_a, arm_b
    order by arm_a, arm_b`);
}

/** By an array, so that votes are found by their raters and none is read where nobody is excluded. */
const isExcluded = (studyId: string) =>
  sql`v.rater_id = any(array(select rater_id from ${excludedRaters} where study_id = ${studyId}))`;

/** Each current regular vote of a slice: rater and image, the arms on the left and right, the choice. */
const regularVotes = ({ studyId, slice }: Pick<Scope, 'studyId' | 'slice'>, condition: SQL) => sql`
  select v.rater_id, v.ballot_id, v.image_position as image, v.left_arm as l, v.right_arm as r, v.choice,
    v.left_explanation_id, v.right_explanation_id
  from ${currentVotes} v
  ${slice.kind === 'all' ? sql`` : sql`join ${studyImages} i on i.study_id = v.study_id and i.position = v.image_position`}
  where v.study_id = ${studyId} and v.kind = 'regular'
    ${slice.kind === 'all' ? sql`` : sql`and i.${sql.identifier(slice.kind)} = ${slice.value}`} ${condition}`;

/** Standing exclusions of a study: raters, and their counted votes. */
export async function countExcluded(
  db: DatabaseOrTransaction,
  studyId: string,
): Promise<{ raters: number; votes: number }> {
  const all = { studyId, slice: { kind: 'all', value: '' } } as const;
  const [row] = await db.execute<{ raters: number; votes: number }>(sql`
    select (select count(*)::int from ${excludedRaters} where study_id = ${studyId}) as raters,
      (select count(*)::int from (${regularVotes(all, sql`and ${isExcluded(studyId)}`)}) excluded) as votes`);
  return row ?? { raters: 0, votes: 0 };
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

/** Raters of the study with at least one vote, or those of them who are not excluded. */
export async function countVotingRaters(
  db: DatabaseOrTransaction,
  studyId: string,
  withoutExcluded: boolean,
): Promise<number> {
  const [row] = await db
    .select({ raters: count() })
    .from(raterCounts)
    .where(
      and(
        eq(raterCounts.studyId, studyId),
        withoutExcluded
          ? notExists(
              db
                .select({ one: sql`1` })
                .from(excludedRaters)
                .where(eq(excludedRaters.raterId, raterCounts.raterId)),
            )
          : undefined,
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

/**
 * Every current regular vote of a slice, by rater and image: what clustering needs. The order is fixed, since sums of the
 * same votes in another order differ in their last digit.
 */
export async function readVoteCells(db: DatabaseOrTransaction, scope: Scope): Promise<VoteCell[]> {
  const condition = scope.withoutExcluded ? sql`and not ${isExcluded(scope.studyId)}` : sql``;
  const rows = await db.execute<RawVote>(sql`
    select dense_rank() over (order by rater_id)::int as rater, image, l, r, choice
    from (${regularVotes(scope, condition)}) current
    order by rater_id, image`);
  return rows.map(cellOf);
}

export interface RawVote extends Record<string, unknown> {
  rater: number;
  image: number;
  /** Arms on the left and right. */
  l: number;
  r: number;
  choice: string;
}

export function cellOf({ rater, image, l, r, choice }: RawVote): VoteCell {
  const forLeft = { left: 1, right: 0, tie: 0.5 }[choice] ?? null;
  const outcome = forLeft === null || l < r ? forLeft : 1 - forLeft;
  return { rater, image, a: Math.min(l, r), b: Math.max(l, r), outcome };
}

/** A vote with the explanations it was between. */
export interface ShownVote extends VoteCell {
  aOnLeft: boolean;
  explanationA: string;
  explanationB: string;
}

/** Current regular votes of a whole study with what was shown; of more than `most`, a random part (ballot ids are random). */
export async function readShownVotes(
  db: DatabaseOrTransaction,
  { studyId, withoutExcluded, most }: { studyId: string; withoutExcluded: boolean; most: number },
): Promise<ShownVote[]> {
  const scope = { studyId, slice: { kind: 'all', value: '' } } as const;
  const condition = withoutExcluded ? sql`and not ${isExcluded(studyId)}` : sql``;
  const rows = await db.execute<
    RawVote & { rater: number; leftExplanation: string; rightExplanation: string }
  >(sql`
    select dense_rank() over (order by rater_id)::int as rater, image, l, r, choice,
      left_explanation_id as "leftExplanation", right_explanation_id as "rightExplanation"
    from (${regularVotes(scope, condition)} order by v.ballot_id limit ${most}) current
    order by rater_id, image`);
  return rows.map(({ leftExplanation, rightExplanation, ...vote }) => {
    const aOnLeft = vote.l < vote.r;
    return {
      ...cellOf(vote),
      aOnLeft,
      explanationA: aOnLeft ? leftExplanation : rightExplanation,
      explanationB: aOnLeft ? rightExplanation : leftExplanation,
    };
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

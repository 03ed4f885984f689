import type { DatabaseOrTransaction } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { cellOf, type CountedPair, type RawVote, type VoteCell } from './vote-counts.ts';

/** The regular votes of a study as they stood at a moment. */
export interface VotesBefore {
  counts: CountedPair[];
  /** One by one; null where there are more than asked for. */
  cells: VoteCell[] | null;
  /** Sequence number of the newest, corrections included; 0 before the first. */
  sequence: number;
  raters: number;
  /** Who was excluded then, with their votes that would count. */
  excluded: { raters: number; votes: number };
}

/**
 * Reads all votes of a study, so its cost grows with them.
 * @param before votes cast at it or later do not count, nor do exclusions from then on
 * @param most votes that are read one by one
 */
export async function readVotesBefore(
  db: DatabaseOrTransaction,
  {
    studyId,
    before,
    withoutExcluded,
    most,
  }: { studyId: string; before: Date; withoutExcluded: boolean; most: number },
): Promise<VotesBefore> {
  const moment = sql`${before.toISOString()}::timestamptz`;
  const excluded = sql`array(select rater_id from arena.exclusions
    where study_id = ${studyId} and excluded_at < ${moment} and (withdrawn_at is null or withdrawn_at >= ${moment}))`;
  const regular = sql`
    select distinct on (v.ballot_id) v.ballot_id, v.rater_id, b.image_position as image, b.left_arm as l,
      b.right_arm as r, v.choice, v.rater_id = any(${excluded}) as is_excluded
    from arena.votes v join arena.ballots b on b.id = v.ballot_id
    where v.study_id = ${studyId} and v.cast_at < ${moment} and b.kind = 'regular'
    order by v.ballot_id, v.revision desc`;
  const counted = sql`select * from (${regular}) regular ${withoutExcluded ? sql`where not is_excluded` : sql``}`;
  const counts = await db.execute<CountedPair & Record<string, unknown>>(sql`
    select least(l, r) as a, greatest(l, r) as b,
      (count(*) filter (where choice in ('left', 'right') and (choice = 'left') = (l < r)))::int as "winsA",
      (count(*) filter (where choice in ('left', 'right') and (choice = 'left') <> (l < r)))::int as "winsB",
      (count(*) filter (where choice = 'tie'))::int as ties,
      (count(*) filter (where choice = 'neither'))::int as neither,
      (count(*) filter (where choice = 'left'))::int as "leftWins"
    from (${counted}) counted group by 1, 2 order by 1, 2`);
  const [totals] = await db.execute<{ sequence: number; votes: number; raters: number; left: number }>(sql`
    select
      (select coalesce(max(sequence), 0)::int from arena.votes where study_id = ${studyId} and cast_at < ${moment})
        as sequence,
      count(*)::int as votes, count(distinct rater_id)::int as raters,
      (select count(*)::int from (${regular}) regular where is_excluded) as left
    from (${counted}) counted`);
  const [out] = await db.execute<{ raters: number }>(sql`select cardinality(${excluded}) as raters`);
  const { sequence = 0, votes = 0, raters = 0, left = 0 } = totals ?? {};
  const rows =
    votes > most
      ? null
      : await db.execute<RawVote>(sql`
          select dense_rank() over (order by rater_id)::int as rater, image, l, r, choice
          from (${counted}) counted order by rater_id, image`);
  return {
    counts: [...counts],
    cells: rows && rows.map(cellOf),
    sequence,
    raters,
    excluded: { raters: out?.raters ?? 0, votes: left },
  };
}

import type { Sql, TransactionSql } from '@fakexplain/database';

export interface Slice {
  kind: 'all' | 'category' | 'generator' | 'label';
  /** Empty for `all`. */
  value: string;
}

/** Pair counts of a study, shard by shard, and the number of its counted votes. */
export interface StudyCounts {
  /** As `parsePairCounts` reads them. */
  counts: string;
  votes: number;
}

/**
 * Reads pair counts as one text: a study of 130 arms has 8,000 pairs, and as many rows would hold the thread that answers
 * requests for longer than all the rest. What reads the text adds up and sorts in less time than the database does.
 */
export const pairCountsOf = (tx: TransactionSql, studyId: string) => tx<StudyCounts[]>`
  select coalesce(string_agg(concat_ws(' ', arm_a, arm_b, wins_a, wins_b, ties, neither, left_wins), ','), '') as counts,
    coalesce(sum(wins_a + wins_b + ties + neither), 0)::int as votes
  from arena.pair_counts where study_id = ${studyId}`;

/** What a list of votes holds for: how far it is, and who is left out. */
export interface VotesState {
  /** Sequence number of the study's newest vote, corrections included; 0 before the first. */
  sequence: number;
  /** Raters with a vote, and those of them who are not excluded. */
  raters: number;
  counting: number;
  /** Standing exclusions: raters, and their counted votes. */
  excluded: number;
  excludedVotes: number;
}

export const votesStateOf = (tx: TransactionSql, studyId: string) => tx<VotesState[]>`
  select (select coalesce(max(sequence), 0)::int from arena.votes where study_id = ${studyId}) as sequence,
    n.raters, n.raters - x.voting as counting, x.raters as excluded, x.votes as "excludedVotes"
  from (select count(*)::int as raters from arena.rater_counts where study_id = ${studyId}) n,
    (select count(*)::int as raters, count(c.rater_id)::int as voting, coalesce(sum(c.votes), 0)::int as votes
      from arena.excluded_raters e left join arena.rater_counts c on c.rater_id = e.rater_id
      where e.study_id = ${studyId}) x`;

/** The raters who are excluded now. */
export async function readExcluded(tx: TransactionSql, studyId: string): Promise<ReadonlySet<string>> {
  const rows = await tx<{ rater: string }[]>`
    select rater_id as rater from arena.excluded_raters where study_id = ${studyId}`;
  return new Set(rows.map(({ rater }) => rater));
}

/** How many votes a study counts, and the sequence number of its newest one. */
export async function readTally(sql: Sql, studyId: string): Promise<{ sequence: number; votes: number }> {
  const [tally] = await sql<{ sequence: number; votes: number }[]>`
    select votes, sequence::int as sequence from arena.study_states where study_id = ${studyId}`;
  return tally ?? { sequence: 0, votes: 0 };
}

/** The values under which the study's images count, for filters. */
export async function readSlices(
  tx: TransactionSql,
  studyId: string,
): Promise<{ category: string[]; generator: string[]; label: string[] }> {
  const [slices] = await tx<{ category: string[]; generator: string[]; label: string[] }[]>`
    select coalesce(jsonb_agg(distinct category) filter (where category is not null), '[]') as category,
      coalesce(jsonb_agg(distinct generator) filter (where generator is not null), '[]') as generator,
      coalesce(jsonb_agg(distinct label), '[]') as label
    from arena.study_images where study_id = ${studyId}`;
  return slices ?? { category: [], generator: [], label: [] };
}

/** Positions of a study's images in a slice. */
export async function readSliceImages(tx: TransactionSql, studyId: string, slice: Slice): Promise<number[]> {
  const [found] = await tx<{ images: number[] }[]>`
    select coalesce(jsonb_agg(position), '[]') as images from arena.study_images
    where study_id = ${studyId} and (case ${slice.kind} when 'category' then category when 'generator' then generator
      else label::text end) = ${slice.value}`;
  return found?.images ?? [];
}

import { packedText, type Read, type TransactionSql } from '@fakexplain/database';

/** The votes of a study as they stood at a moment; packed texts are as `unpackVotes` takes them. */
export interface VotesBefore {
  /** Votes of raters who were not excluded then, and of those who were. */
  counting: string[];
  leftOut: string[];
  /** How many were excluded. */
  excluded: number;
  /** Sequence number of the newest vote, corrections included; 0 before the first. */
  sequence: number;
}

/**
 * Votes of raters who have not answered since are those of now; of the others they are read one by one, so that it costs as much as
 * there were raters since.
 * @param before votes cast at it or later do not count, nor do exclusions from then on
 */
export async function readVotesBefore(
  tx: TransactionSql,
  run: Read,
  { studyId, before }: { studyId: string; before: Date },
): Promise<VotesBefore> {
  const moment = tx`${before.toISOString()}::timestamptz`;
  const excludedThen = tx`
    x.study_id = ${studyId} and x.excluded_at < ${moment} and (x.withdrawn_at is null or x.withdrawn_at >= ${moment})`;
  const rows = await run(tx<{ packed: string; isExcluded: boolean }[]>`
    with excluded as (
      select rater_id from arena.exclusions x where ${excludedThen}
    ), since as (
      select c.rater_id from arena.rater_counts c join arena.studies s on s.id = c.study_id
      where c.study_id = ${studyId} and c.last_cast_at + make_interval(secs => s.correction_window_s) >= ${moment}
    ), packed as (
      select v.rater_id, v.packed_votes as packed from arena.rater_votes v
      where v.study_id = ${studyId} and not exists (select from since where since.rater_id = v.rater_id)
      union all
      select rater_id, string_agg(arena.packed_vote(image_position, left_arm, right_arm, 'regular', null, choice), '')
      from (
        select distinct on (v.ballot_id) v.rater_id, b.image_position, b.left_arm, b.right_arm, v.choice
        from since join arena.votes v on v.rater_id = since.rater_id join arena.ballots b on b.id = v.ballot_id
        where v.cast_at < ${moment} and b.kind = 'regular'
        order by v.ballot_id, v.revision desc
      ) before
      group by rater_id
    )
    select ${packedText(tx, { votes: tx`p.packed`, rater: tx`p.rater_id` })} as packed,
      exists (select from excluded x where x.rater_id = p.rater_id) as "isExcluded"
    from packed p order by p.rater_id`);
  const [state] = await run(tx<Pick<VotesBefore, 'excluded' | 'sequence'>[]>`
    select (select count(*)::int from arena.exclusions x where ${excludedThen}) as excluded,
      coalesce((select sequence from arena.votes where study_id = ${studyId} and cast_at < ${moment}
        order by sequence desc limit 1), 0)::int as sequence`);
  if (!state) throw new Error('a query without "from" gave no row');
  const packedOf = (isExcluded: boolean) =>
    rows.filter((row) => row.isExcluded === isExcluded).map(({ packed }) => packed);
  return { ...state, counting: packedOf(false), leftOut: packedOf(true) };
}

import { packedText, type Read, type TransactionSql } from '@fakexplain/database';

/** Up to when votes count: those cast before a moment, or those up to a sequence number, with the exclusions of then. */
export type Until = { before: Date } | { through: number };

/** The votes of a study as they stood then; packed texts are as `unpackVotes` takes them. */
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
 * there were raters since. Who has withdrawn, whenever it was, is not among them.
 */
export async function readVotesBefore(
  tx: TransactionSql,
  run: Read,
  { studyId, until }: { studyId: string; until: Until },
): Promise<VotesBefore> {
  const then = 'before' in until ? beforeMoment(tx, until.before) : throughVote(tx, studyId, until.through);
  const excludedThen = tx`
    x.study_id = ${studyId} and ${then.isExcluded}
      and not exists (select from arena.withdrawals w where w.rater_id = x.rater_id)`;
  const rows = await run(tx<{ packed: string; isExcluded: boolean }[]>`
    with excluded as (
      select rater_id from arena.exclusions x where ${excludedThen}
    ), since as (
      select c.rater_id from arena.rater_counts c join arena.studies s on s.id = c.study_id
      where c.study_id = ${studyId} and ${then.votedSince}
    ), packed as (
      select v.rater_id, v.packed_votes as packed from arena.rater_votes v
      where v.study_id = ${studyId} and not exists (select from since where since.rater_id = v.rater_id)
      union all
      select rater_id, string_agg(arena.packed_vote(image_position, left_arm, right_arm, 'regular', null, choice, further_answers), '')
      from (
        select distinct on (v.ballot_id) v.rater_id, b.image_position, b.left_arm, b.right_arm, v.choice, v.further_answers
        from since join arena.votes v on v.rater_id = since.rater_id join arena.ballots b on b.id = v.ballot_id
        where ${then.isCast} and b.kind = 'regular'
        order by v.ballot_id, v.revision desc
      ) before
      group by rater_id
    )
    select ${packedText(tx, { votes: tx`p.packed`, rater: tx`p.rater_id` })} as packed,
      exists (select from excluded x where x.rater_id = p.rater_id) as "isExcluded"
    from packed p order by p.rater_id`);
  const [state] = await run(tx<Pick<VotesBefore, 'excluded' | 'sequence'>[]>`
    select (select count(*)::int from arena.exclusions x where ${excludedThen}) as excluded,
      coalesce((select v.sequence from arena.votes v where v.study_id = ${studyId} and ${then.isCast}
        order by v.sequence desc limit 1), 0)::int as sequence`);
  if (!state) throw new Error('a query without "from" gave no row');
  const packedOf = (isExcluded: boolean) =>
    rows.filter((row) => row.isExcluded === isExcluded).map(({ packed }) => packed);
  return { ...state, counting: packedOf(false), leftOut: packedOf(true) };
}

/** What held, as conditions on votes `v`, exclusions `x`, and counts of raters `c` of studies `s`. */
interface Then {
  isCast: Fragment;
  isExcluded: Fragment;
  /** Whether a rater may have voted or corrected since. */
  votedSince: Fragment;
}
type Fragment = ReturnType<TransactionSql>;

function beforeMoment(tx: TransactionSql, before: Date): Then {
  const moment = tx`${before.toISOString()}::timestamptz`;
  return {
    isCast: tx`v.cast_at < ${moment}`,
    isExcluded: tx`x.excluded_at < ${moment} and (x.withdrawn_at is null or x.withdrawn_at >= ${moment})`,
    votedSince: tx`c.last_cast_at + make_interval(secs => s.correction_window_s) >= ${moment}`,
  };
}

function throughVote(tx: TransactionSql, studyId: string, sequence: number): Then {
  const moment = tx`(select n.cast_at from arena.votes n where n.study_id = ${studyId} and n.sequence = ${sequence})`;
  return {
    isCast: tx`v.sequence <= ${sequence}`,
    isExcluded: tx`x.excluded_at <= ${moment} and (x.withdrawn_at is null or x.withdrawn_at > ${moment})`,
    votedSince: tx`exists (select from arena.votes n where n.rater_id = c.rater_id and n.sequence > ${sequence})`,
  };
}

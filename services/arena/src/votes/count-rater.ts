import type { arena } from '@fakexplain/contract';
import type { Sql, TransactionSql } from '@fakexplain/database';
import { thresholds } from '../sentinels/thresholds.ts';

const { fastMs, hurriedMsPerWord, opening } = thresholds;

/**
 * Adds first answers, one at most of each rater, to how their raters have answered so far. A part of a statement whose `with`
 * defines `accepted`, of `ballot_id` and `server_ms`, and `target`: the ballot's id, study_id, rater_id, kind,
 * image_position, left_arm, right_arm, sound_side, words, served_at and verdict_before, with the answer's choice, further_answers,
 * strength, verdict_after and moment, `now`. In one order, so that nobody waits in a circle.
 */
export function countRaters(sql: Sql) {
  return sql`
    insert into arena.rater_counts as c (rater_id, study_id, answers, votes, left_votes, right_votes, checks,
      checks_passed, fast, timed_texts, hurried, unseen, last_choice, run, longest_side_run, longest_neutral_run,
      opening, last_cast_at, packed_votes)
    select t.rater_id, t.study_id, 1, (t.kind = 'regular')::int,
      (t.kind = 'regular' and t.choice = 'left')::int, (t.kind = 'regular' and t.choice = 'right')::int,
      (t.kind = 'check')::int, (t.kind = 'check' and t.sound_side::text = t.choice::text)::int,
      (a.server_ms < ${fastMs})::int, (t.words is not null)::int,
      coalesce((a.server_ms < t.words * ${hurriedMsPerWord})::int, 0), (t.served_at is null)::int,
      t.choice, 1, (t.choice in ('left', 'right'))::int, (t.choice not in ('left', 'right'))::int,
      left(t.choice::text, 1), t.now,
      arena.packed_vote(t.image_position, t.left_arm, t.right_arm, t.kind, t.sound_side, t.choice, t.further_answers,
        t.strength, t.verdict_before, t.verdict_after)
    from accepted a join target t on t.id = a.ballot_id
    order by t.rater_id
    on conflict (rater_id) do update set
      answers = c.answers + 1, votes = c.votes + excluded.votes, left_votes = c.left_votes + excluded.left_votes,
      right_votes = c.right_votes + excluded.right_votes, checks = c.checks + excluded.checks,
      checks_passed = c.checks_passed + excluded.checks_passed, fast = c.fast + excluded.fast,
      timed_texts = c.timed_texts + excluded.timed_texts, hurried = c.hurried + excluded.hurried,
      unseen = c.unseen + excluded.unseen, last_choice = excluded.last_choice,
      run = case when c.last_choice = excluded.last_choice then c.run + 1 else 1 end,
      longest_side_run = case when excluded.longest_side_run = 1 then greatest(c.longest_side_run,
        case when c.last_choice = excluded.last_choice then c.run + 1 else 1 end) else c.longest_side_run end,
      longest_neutral_run = case when excluded.longest_neutral_run = 1 then greatest(c.longest_neutral_run,
        case when c.last_choice = excluded.last_choice then c.run + 1 else 1 end) else c.longest_neutral_run end,
      opening = case when length(c.opening) < ${opening} then c.opening || excluded.opening else c.opening end,
      last_cast_at = greatest(c.last_cast_at, excluded.last_cast_at), packed_votes = c.packed_votes || excluded.packed_votes`;
}

/**
 * Moves a corrected vote or check in its rater's counts; runs, times and the opening are of first answers and stay. The votes
 * are packed anew by a statement of its own, which sees what was cast while the one before waited for the row.
 */
export async function recountRater(
  tx: TransactionSql,
  ballotId: string,
  from: arena.Choice,
  to: arena.Choice,
): Promise<void> {
  const change = (side: arena.Choice) => Number(to === side) - Number(from === side);
  await tx`
    update arena.rater_counts c set
      left_votes = c.left_votes + case b.kind when 'regular' then ${change('left')}::int else 0 end,
      right_votes = c.right_votes + case b.kind when 'regular' then ${change('right')}::int else 0 end,
      checks_passed = c.checks_passed + case b.sound_side
        when 'left' then ${change('left')}::int when 'right' then ${change('right')}::int else 0 end
    from arena.ballots b where b.id = ${ballotId} and c.rater_id = b.rater_id`;
  await tx`
    update arena.rater_counts c set packed_votes = (
      select string_agg(arena.packed_vote(v.image_position, v.left_arm, v.right_arm, v.kind, v.sound_side, v.choice,
        v.further_answers, v.strength, v.verdict_before, v.verdict_after), '' order by v.sequence)
      from arena.current_votes v where v.rater_id = c.rater_id)
    from arena.ballots b where b.id = ${ballotId} and c.rater_id = b.rater_id`;
}

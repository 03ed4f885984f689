import type { Sql, TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { Rater } from '../raters/identify-rater.ts';
import { countVotes } from '../votes/count-votes.ts';

/**
 * Takes back, for good, all that a rater gave: an event, after which votes stay where they were cast and count nowhere. Every kept
 * count is corrected, comments and what a panel told are erased; all of it or nothing. Twice is as once.
 *
 * The rater ends first, so that no vote begins any more. What was under way then is waited for, but never for long: a vote may wait
 * for this as well, and is the one that goes on.
 * @throws ProblemError `withdrawal-closed` after the study's deadline
 */
export async function withdrawRater(sql: Sql, rater: Rater, now: Date): Promise<void> {
  const [found] = await sql<{ until: string | null }[]>`
    select s.withdraw_until as until from arena.raters r join arena.studies s on s.id = r.study_id
    where r.id = ${rater.id} and not r.withdrawn`;
  if (!found) return;
  const until = found.until === null ? null : new Date(found.until);
  if (until && !mayWithdraw(until, now)) withdrawalClosed(until);
  await sql`
    update arena.raters set ended_at = ${now.toISOString()}::timestamptz where id = ${rater.id} and ended_at is null`;
  for (let missed = 0; ; missed += 1) {
    try {
      return await withdrawEnded(sql, rater, now);
    } catch (error) {
      if (missed === mostMissed || !(isCountedMeanwhile(error) || waitedLong(error))) throw error;
    }
  }
}

/** Milliseconds that a lock is waited for, less than after what the database ends one of two that wait for each other (1 s). */
const patienceMs = 200;
const mostMissed = 20;

/** PostgreSQL's code of a lock that was not had in time. */
const waitedLong = (error: unknown) => error instanceof Error && 'code' in error && error.code === '55P03';

/** Whether the key `rater_counts_standing` refuses: a vote of the rater who withdraws was counted, or is to be. */
export const isCountedMeanwhile = (error: unknown): boolean =>
  error instanceof Error && 'constraint_name' in error && error.constraint_name === 'rater_counts_standing';

async function withdrawEnded(sql: Sql, { id, study }: Rater, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select set_config('lock_timeout', ${String(patienceMs)}, true)`;
    // Corrections and passes of the rater hold this row, or wait for it.
    const [rater] = await tx<{ withdrawn: boolean }[]>`
      select withdrawn from arena.raters where id = ${id} for no key update`;
    if (rater?.withdrawn !== false) return;
    const [counts] = await tx<{ answers: number }[]>`
      delete from arena.rater_counts where rater_id = ${id} returning answers`;
    await takeOffDraws(tx, id, now);
    await takeOffVotes(tx, id);
    await eraseWords(tx, id);
    await tx`
      update arena.raters set withdrawn = true,
        place = 'given-back', network = null, resume_hash = null
      where id = ${id}`;
    await tx`
      insert into arena.withdrawals (rater_id, study_id, answers, withdrawn_at)
      values (${id}, ${study.id}, ${counts?.answers ?? 0}, ${now.toISOString()}::timestamptz)`;
  });
}

/** Regular ballots that were answered, or are still open, are asked for again; open ones expire. */
async function takeOffDraws(tx: TransactionSql, rater: string, now: Date): Promise<void> {
  const moment = tx`${now.toISOString()}::timestamptz`;
  await tx`
    with closed as (
      delete from arena.open_ballots o using arena.ballots b
      where b.id = o.ballot_id and b.rater_id = ${rater} returning o.ballot_id
    )
    insert into arena.draw_counts as c (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
    select b.study_id, least(b.left_arm, b.right_arm), greatest(b.left_arm, b.right_arm), b.image_position,
      -count(*) filter (where b.left_arm < b.right_arm), -count(*) filter (where b.left_arm > b.right_arm)
    from arena.ballots b
    where b.rater_id = ${rater} and b.kind = 'regular'
      and (b.id in (select ballot_id from closed) or exists (select from arena.votes v where v.ballot_id = b.id))
    group by 1, 2, 3, 4
    -- In the order of those who draw and give back, so that nobody waits in a circle.
    order by 1, 2, 3, 4
    on conflict (study_id, arm_a, arm_b, image_position) do update set
      a_on_left = c.a_on_left + excluded.a_on_left, b_on_left = c.b_on_left + excluded.b_on_left`;
  await tx`update arena.ballots set expires_at = ${moment} where rater_id = ${rater} and expires_at > ${moment}`;
}

async function takeOffVotes(tx: TransactionSql, rater: string): Promise<void> {
  await tx`
    with counting as (
      select v.ballot_id as id, v.study_id, v.left_arm < v.right_arm as a_on_left, least(v.left_arm, v.right_arm) as arm_a,
        greatest(v.left_arm, v.right_arm) as arm_b, v.choice, -1 as weight
      from arena.current_votes v where v.rater_id = ${rater} and v.kind = 'regular'
    ) ${countVotes(tx)}`;
}

async function eraseWords(tx: TransactionSql, rater: string): Promise<void> {
  await tx`update arena.votes set comment = null where rater_id = ${rater} and comment is not null`;
  await tx`
    update arena.passes p set comment = null from arena.ballots b
    where b.id = p.ballot_id and b.rater_id = ${rater} and p.comment is not null`;
  await tx`delete from arena.practice_answers where rater_id = ${rater}`;
  await tx`
    update arena.participants set participant = null, panel_study = null, panel_session = null, paid_at = null
    where rater_id = ${rater}`;
}

/** Whether a study's raters may withdraw at a moment. */
export const mayWithdraw = (until: Date | null, now: Date): boolean => until === null || now < until;

function withdrawalClosed(until: Date): never {
  throw new ProblemError('withdrawal-closed', {
    detail: `What was given to this study could be withdrawn until ${until.toISOString()}.`,
  });
}

/** @throws ProblemError `rater-withdrawn` */
export function raterWithdrawn(): never {
  throw new ProblemError('rater-withdrawn', {
    detail: 'This rater withdrew: nothing more is asked, and no vote is taken.',
  });
}

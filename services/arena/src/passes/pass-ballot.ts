import type { arena } from '@fakexplain/contract';
import type { Sql, TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { lockOwnBallot, refuseClosed } from '../votes/own-ballot.ts';

interface NewPass {
  ballotId: string;
  /** Of the rater's token. */
  tokenHash: string;
  reason: arena.PassReason;
  comment: string | null;
  now: Date;
}

/**
 * Passes a ballot, once, and takes its draw back, so that its pair and image count as if it had not been drawn.
 * @throws ProblemError `unauthenticated`, `not-found`, `not-your-ballot`, `study-not-open`, `rater-ended`, `ballot-expired`, `ballot-answered`
 */
export function passBallot(sql: Sql, pass: NewPass): Promise<{ pass: arena.Pass; isNew: boolean }> {
  return sql.begin(async (tx) => {
    const ballot = await lockOwnBallot(tx, pass);
    const before = await selectPass(tx, pass.ballotId);
    if (before) return { pass: before, isNew: false };
    const [vote] = await tx`select from arena.votes where ballot_id = ${pass.ballotId} limit 1`;
    if (vote)
      throw new ProblemError('ballot-answered', {
        detail: 'This ballot has a vote, so it cannot be passed any more.',
      });
    refuseClosed(ballot, pass.now);
    await insertPass(tx, pass);
    await closeBallot(tx, pass);
    const { ballotId, reason, comment, now } = pass;
    return {
      pass: { ballot: ballotId, reason, comment: comment || null, passedAt: now.toISOString() },
      isNew: true,
    };
  }) as Promise<{ pass: arena.Pass; isNew: boolean }>;
}

async function selectPass(tx: TransactionSql, ballotId: string): Promise<arena.Pass | null> {
  const [row] = await tx<arena.Pass[]>`
    select ballot_id as ballot, reason, comment, passed_at as "passedAt" from arena.passes where ballot_id = ${ballotId}`;
  return row ? { ...row, passedAt: new Date(row.passedAt).toISOString() } : null;
}

async function insertPass(tx: TransactionSql, { ballotId, reason, comment, now }: NewPass): Promise<void> {
  await tx`
    insert into arena.passes (ballot_id, study_id, reason, comment, passed_at)
    select id, study_id, ${reason}, ${comment || null}, ${now.toISOString()}::timestamptz
    from arena.ballots where id = ${ballotId}`;
}

/** Closes the ballot: its draw is taken back unless it was given back before, and the time on the next one begins. */
async function closeBallot(tx: TransactionSql, { ballotId, now }: NewPass): Promise<void> {
  await tx`
    with closed as (
      delete from arena.open_ballots where ballot_id = ${ballotId} returning ballot_id
    ), next as (
      update arena.rater_counts c set last_cast_at = greatest(c.last_cast_at, ${now.toISOString()}::timestamptz)
      from arena.ballots b where b.id = ${ballotId} and c.rater_id = b.rater_id
    )
    update arena.draw_counts d
    set a_on_left = d.a_on_left - (b.left_arm < b.right_arm)::int,
      b_on_left = d.b_on_left - (b.left_arm > b.right_arm)::int
    from closed join arena.ballots b on b.id = closed.ballot_id
    where d.study_id = b.study_id and d.arm_a = least(b.left_arm, b.right_arm)
      and d.arm_b = greatest(b.left_arm, b.right_arm) and d.image_position = b.image_position`;
}

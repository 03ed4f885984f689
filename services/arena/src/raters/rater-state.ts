import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { Rater } from './identify-rater.ts';

/** How far a rater is, and how the turn ended. */
export async function readRaterState(
  sql: Sql,
  { id, practised, study }: Rater,
  now: Date,
): Promise<arena.RaterState> {
  const [row] = await sql<
    {
      cast: number;
      cohort: arena.RaterState['cohort'];
      ended: boolean;
      screenedOut: boolean;
      asked: number;
      images: number;
      open: boolean;
      completedCode: string | null;
      screenedOutCode: string | null;
    }[]
  >`
    select r.cohort, r.ended_at is not null or s.status = 'closed' as ended,
      r.screened_out_at is not null as "screenedOut",
      s.return_codes ->> 'completed' as "completedCode", s.return_codes ->> 'screenedOut' as "screenedOutCode",
      (select count(*)::int from arena.study_images i where i.study_id = s.id) as images,
      (select count(*)::int from arena.votes v where v.rater_id = r.id and v.revision = 0) as "cast",
      (select count(*)::int from arena.ballots b where b.rater_id = r.id and b.kind <> 'repeat') as asked,
      exists (select from arena.ballots b where b.rater_id = r.id and b.expires_at > ${now.toISOString()}::timestamptz
        and not exists (select from arena.votes v where v.ballot_id = b.id)) as open
    from arena.raters r join arena.studies s on s.id = r.study_id
    where r.id = ${id}`;
  if (!row) throw new Error(`rater ${id} vanished`);
  const { cast, cohort, ended, screenedOut, asked, images, open, completedCode, screenedOutCode } = row;
  const limit = study.ballotsPerRater;
  const complete = (limit !== null && cast >= limit) || (asked >= images && !open && cast > 0);
  const code = screenedOut ? screenedOutCode : ended && complete ? completedCode : null;
  return {
    rater: id,
    cohort,
    cast,
    limit,
    practised,
    complete,
    ended,
    screenedOut,
    returnCode: cohort === 'prolific' ? code : null,
  };
}

/** Ends a rater's turn for good. */
export async function endRater(sql: Sql, rater: Rater, now: Date): Promise<arena.RaterState> {
  await sql`
    update arena.raters set ended_at = ${now.toISOString()}::timestamptz
    where id = ${rater.id} and ended_at is null`;
  return readRaterState(sql, rater, now);
}

/** @throws ProblemError `rater-ended` */
export function raterEnded(): never {
  throw new ProblemError('rater-ended', {
    detail: 'This rater has ended for good: no more ballots are drawn, and votes stay as they are.',
  });
}

import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { countAskable, promised } from '../ballots/ballots-promised.ts';
import type { DesignCache } from '../ballots/design-cache.ts';
import type { Rater } from './identify-rater.ts';

interface StateAt {
  now: Date;
  /** What can be asked is fixed at a study's opening, and counted once. */
  designs: Pick<DesignCache, 'design'>;
}

/** How far a rater is, and how the turn ended. */
export async function readRaterState(
  sql: Sql,
  { id, practised, study }: Rater,
  { now, designs }: StateAt,
): Promise<arena.RaterState> {
  const [row] = await sql<
    {
      cast: number;
      cohort: arena.RaterState['cohort'];
      ended: boolean;
      screenedOut: boolean;
      asked: number;
      images: number;
      lost: number;
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
      (select count(*)::int from arena.ballots b where b.rater_id = r.id and b.kind <> 'repeat'
        and not exists (select from arena.votes v where v.ballot_id = b.id)
        and (b.expires_at <= ${now.toISOString()}::timestamptz
          or exists (select from arena.passes p where p.ballot_id = b.id))) as lost,
      exists (select from arena.ballots b where b.rater_id = r.id and b.expires_at > ${now.toISOString()}::timestamptz
        and not exists (select from arena.votes v where v.ballot_id = b.id)
        and not exists (select from arena.passes p where p.ballot_id = b.id)) as open
    from arena.raters r join arena.studies s on s.id = r.study_id
    where r.id = ${id}`;
  if (!row) throw new Error(`rater ${id} vanished`);
  const { cast, cohort, ended, screenedOut, asked, images, lost, open } = row;
  const { completedCode, screenedOutCode } = row;
  const askable = study.ballotsPerRater === null ? 0 : countAskable(await designs.design(study));
  const limit = promised({ limit: study.ballotsPerRater, answered: cast, askable, lost });
  const complete = cast > 0 && ((limit !== null && cast >= limit) || (asked >= images && !open));
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
export async function endRater(sql: Sql, rater: Rater, at: StateAt): Promise<arena.RaterState> {
  await sql`
    update arena.raters set ended_at = ${at.now.toISOString()}::timestamptz
    where id = ${rater.id} and ended_at is null`;
  return readRaterState(sql, rater, at);
}

/** @throws ProblemError `rater-ended` */
export function raterEnded(): never {
  throw new ProblemError('rater-ended', {
    detail: 'This rater has ended for good: no more ballots are drawn, and votes stay as they are.',
  });
}

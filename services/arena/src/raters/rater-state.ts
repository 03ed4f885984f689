import { arena } from '@fakexplain/contract';
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

interface StateRow {
  cast: number;
  cohort: string;
  ended: boolean;
  screenedOut: boolean;
  asked: number;
  images: number;
  lost: number;
  open: boolean;
  panel: arena.Panel | null;
  participant: string | null;
  panelStudy: string | null;
  panelSession: string | null;
  agreed: boolean;
  withdrawnAt: string | null;
}

/** How far a rater is, and how the turn ended. Who withdrew has given nothing. */
export async function readRaterState(
  sql: Sql,
  { id, practised, study }: Rater,
  { now, designs }: StateAt,
): Promise<arena.RaterState> {
  const [row] = await sql<StateRow[]>`
    select r.cohort, r.ended_at is not null or s.status = 'closed' as ended,
      r.screened_out_at is not null as "screenedOut", n.panel, p.participant, p.panel_study as "panelStudy",
      p.panel_session as "panelSession", w.withdrawn_at as "withdrawnAt",
      s.consent_hash is null or exists (
        select from arena.agreements a where a.rater_id = r.id and a.consent_hash = s.consent_hash) as agreed,
      (select count(*)::int from arena.study_images i where i.study_id = s.id) as images,
      (select count(*)::int from arena.votes v where v.rater_id = r.id and v.revision = 0 and not r.withdrawn) as "cast",
      (select count(*)::int from arena.ballots b where b.rater_id = r.id and b.kind <> 'repeat') as asked,
      (select count(*)::int from arena.ballots b where b.rater_id = r.id and b.kind <> 'repeat'
        and not exists (select from arena.votes v where v.ballot_id = b.id)
        and (b.expires_at <= ${now.toISOString()}::timestamptz
          or exists (select from arena.passes p where p.ballot_id = b.id))) as lost,
      exists (select from arena.ballots b where b.rater_id = r.id and b.expires_at > ${now.toISOString()}::timestamptz
        and not exists (select from arena.votes v where v.ballot_id = b.id)
        and not exists (select from arena.passes p where p.ballot_id = b.id)) as open
    from arena.raters r join arena.studies s on s.id = r.study_id
    left join arena.invitations n on n.id = r.invitation_id
    left join arena.participants p on p.rater_id = r.id
    left join arena.withdrawals w on w.rater_id = r.id
    where r.id = ${id}`;
  if (!row) throw new Error(`rater ${id} vanished`);
  const { cast, cohort, ended, screenedOut, asked, images, lost, open, agreed, panel } = row;
  const askable = study.ballotsPerRater === null ? 0 : countAskable(await designs.design(study));
  const limit = promised({ limit: study.ballotsPerRater, answered: cast, askable, lost });
  const complete = cast > 0 && ((limit !== null && cast >= limit) || (asked >= images && !open));
  const returns = panel?.returns;
  const back = screenedOut ? returns?.screenedOut : ended && complete ? returns?.completed : null;
  const came = row.participant && {
    participant: row.participant,
    study: row.panelStudy,
    session: row.panelSession,
  };
  return {
    rater: id,
    cohort,
    cast,
    limit,
    practised,
    complete,
    ended,
    screenedOut,
    agreed,
    withdrawnAt: row.withdrawnAt && new Date(row.withdrawnAt).toISOString(),
    panel: panel?.name ?? null,
    wayBack: panel && came ? arena.wayBackOf(panel, back ?? null, came) : null,
  };
}

/** Ends a rater's turn for good. A complete one keeps its place; another one gives it back. */
export async function endRater(sql: Sql, rater: Rater, at: StateAt): Promise<arena.RaterState> {
  const { complete } = await readRaterState(sql, rater, at);
  await sql`
    update arena.raters set ended_at = ${at.now.toISOString()}::timestamptz,
      place = ${complete ? 'kept' : 'given-back'}::arena.rater_place
    where id = ${rater.id} and ended_at is null`;
  return readRaterState(sql, rater, at);
}

/** @throws ProblemError `rater-ended` */
export function raterEnded(): never {
  throw new ProblemError('rater-ended', {
    detail: 'This rater has ended for good: no more ballots are drawn, and votes stay as they are.',
  });
}

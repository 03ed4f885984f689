import type { Sql, TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';

interface Limited {
  studyId: string;
  /** By which the rater comes; null: by the open site. */
  invitationId: string | null;
}

/** Conditions on a rater `r`: whose place of an invitation is taken. That of an invitation for one is never given to another. */
const takenOf = (tx: TransactionSql, invitationId: string, places: number) => tx`
  r.invitation_id = ${invitationId} ${places === 1 ? tx`` : tx`and r.place <> 'given-back'`}`;

interface Room {
  study: number | null;
  invitation: number | null;
}

async function countRoom(tx: TransactionSql, { studyId, invitationId }: Limited): Promise<Room> {
  // Those who come at the same moment follow each other; votes wait for neither row.
  const [study] = await tx<{ places: number | null }[]>`
    select places from arena.studies where id = ${studyId}`;
  if (study?.places != null) await tx`select from arena.studies where id = ${studyId} for no key update`;
  const [invitation] = invitationId
    ? await tx<{ places: number }[]>`
        select places from arena.invitations where id = ${invitationId} for no key update`
    : [];
  const [taken] = await tx<{ study: number; invitation: number }[]>`
    select
      ${study?.places == null ? tx`0` : tx`(select count(*)::int from arena.raters r where r.study_id = ${studyId} and r.place <> 'given-back')`} as study,
      ${invitation && invitationId ? tx`(select count(*)::int from arena.raters r where ${takenOf(tx, invitationId, invitation.places)})` : tx`0`} as invitation`;
  if (!taken) throw new Error('a query without "from" gave no row');
  return {
    study: study?.places == null ? null : Math.max(0, study.places - taken.study),
    invitation: invitation ? Math.max(0, invitation.places - taken.invitation) : null,
  };
}

const isFull = ({ study, invitation }: Room) => study === 0 || invitation === 0;

/**
 * Whether a rater may take a place now, of the study and of the invitation. Before it says no, the places of those who left an
 * unfinished turn for longer than the study holds them are given back. In a transaction nobody else takes the place meanwhile.
 */
export async function hasPlace(tx: TransactionSql, limited: Limited, now: Date): Promise<boolean> {
  if (!isFull(await countRoom(tx, limited))) return true;
  await giveBackPlaces(tx, limited.studyId, now);
  return !isFull(await countRoom(tx, limited));
}

/** A turn of as many answers as the study asks keeps its place, also where its end was not pressed. */
async function giveBackPlaces(tx: TransactionSql, studyId: string, now: Date): Promise<void> {
  await tx`
    update arena.raters r set place = (case when a.answers >= s.ballots_per_rater then 'kept' else 'given-back' end)::arena.rater_place
    from arena.studies s, (
      select h.id, coalesce(c.answers, 0) as answers,
        greatest(h.consented_at, h.practised_at, c.last_cast_at,
          (select max(b.issued_at) from arena.ballots b where b.rater_id = h.id)) as last_at
      from arena.raters h left join arena.rater_counts c on c.rater_id = h.id
      where h.study_id = ${studyId} and h.place = 'held'
    ) a
    where r.id = a.id and s.id = ${studyId} and r.place = 'held'
      and (a.last_at < ${now.toISOString()}::timestamptz - make_interval(mins => s.place_hold_minutes)
        or a.answers >= s.ballots_per_rater)`;
}

/** Gives a rater who comes back a place again. @throws ProblemError `over-quota` where none is left */
export async function retakePlace(
  sql: Sql,
  { id, study }: { id: string; study: { id: string } },
  now: Date,
): Promise<void> {
  await sql.begin(async (tx) => {
    const [rater] = await tx<{ invitationId: string | null }[]>`
      select invitation_id as "invitationId" from arena.raters where id = ${id} and place = 'given-back' for no key update`;
    if (!rater) return;
    // An invitation for one is the rater's own.
    const [shared] = await tx<{ places: number }[]>`
      select places from arena.invitations where id = ${rater.invitationId} and places > 1`;
    const limited = { studyId: study.id, invitationId: shared ? rater.invitationId : null };
    if (!(await hasPlace(tx, limited, now))) overQuota();
    await tx`update arena.raters set place = 'held' where id = ${id}`;
  });
}

/** @throws ProblemError `over-quota` */
export function overQuota(): never {
  throw new ProblemError('over-quota', {
    detail:
      'All places of this study, or of this invitation, are taken now. One may become free when somebody leaves.',
  });
}

import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql, type SqlOrTransaction } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { unknownStudy } from '../studies/read-study.ts';

const most = 1_000;

type Row = Omit<arena.Invitation, 'expiresAt' | 'createdAt' | 'revokedAt'> & {
  expiresAt: string;
  createdAt: string;
  revokedAt: string | null;
};

/** A study's invitations, newest first, or the one of an id. @throws ProblemError `not-found` where there is no such study */
export async function listInvitations(
  sql: SqlOrTransaction,
  slug: string,
  id: string | null = null,
): Promise<arena.Invitation[]> {
  const [study] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const rows = await sql<Row[]>`
    select i.id, i.cohort, i.places, i.panel, i.expires_at as "expiresAt", i.created_at as "createdAt",
      i.revoked_at as "revokedAt", coalesce(r.came, 0) as came, coalesce(r.taken, 0) as taken
    from arena.invitations i
    left join lateral (
      select count(*)::int as came,
        (count(*) filter (where r.place <> 'given-back' or i.places = 1))::int as taken
      from arena.raters r where r.invitation_id = i.id
    ) r on true
    where i.study_id = ${study.id} and (${id}::uuid is null or i.id = ${id}::uuid)
    order by i.created_at desc, i.id limit ${most}`;
  const moment = (time: string) => new Date(time).toISOString();
  return rows.map(({ expiresAt, createdAt, revokedAt, ...row }) => ({
    ...row,
    expiresAt: moment(expiresAt),
    createdAt: moment(createdAt),
    revokedAt: revokedAt && moment(revokedAt),
  }));
}

/** Takes an invitation back; one that was taken back before stays as it is. @throws ProblemError `not-found` */
export function revokeInvitation(sql: Sql, slug: string, id: string, now: Date): Promise<arena.Invitation> {
  return sql.begin(async (tx) => {
    const { count } = await tx`
      update arena.invitations i set revoked_at = ${now.toISOString()}::timestamptz
      from arena.studies s
      where s.id = i.study_id and s.slug = ${slug} and i.id = ${id} and i.revoked_at is null`;
    const [revoked] = await listInvitations(tx, slug, id);
    if (!revoked)
      throw new ProblemError('not-found', { detail: `The study "${slug}" has no invitation ${id}.` });
    if (count > 0)
      await recordChange(tx, {
        action: 'revokeInvitation',
        subject: { kind: 'study', name: slug },
        before: { invitation: id, revoked: false },
        after: { invitation: id, revoked: true },
      });
    return revoked;
  });
}

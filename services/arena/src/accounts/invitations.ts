import type { arena } from '@fakexplain/contract';
import { hashSecret, recordChange, type Sql, type TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { noSuchStudy } from '../ratings/rated-study.ts';
import { newToken } from './tokens.ts';

type Role = 'viewer' | 'maintainer' | 'owner';

interface NewInvitation {
  role: Role;
  note: string;
  days: number;
  /** Slug of the study that the role is for; null for the site. */
  study: string | null;
  /** Null for a command. */
  madeBy: string | null;
}

/** Where a link for a new account leads. */
export const pathOf = (token: string): string => `/welcome?token=${token}`;

const columns = (tx: Sql | TransactionSql) => tx`
  i.id, i.role, s.slug as study, i.note, maker.name as "madeBy", i.created_at as "createdAt",
  i.expires_at as "expiresAt", taker.name as "usedBy",
  case when i.used_at is not null then 'used' when i.revoked_at is not null then 'revoked'
    when i.expires_at <= now() then 'expired' else 'open' end as state`;
const tables = (tx: Sql | TransactionSql) => tx`
  account.invitations i left join arena.studies s on s.id = i.study_id
  left join account.people maker on maker.id = i.made_by left join account.people taker on taker.id = i.used_by`;

const moments = (row: arena.AccountInvitation): arena.AccountInvitation => ({
  ...row,
  createdAt: new Date(row.createdAt).toISOString(),
  expiresAt: new Date(row.expiresAt).toISOString(),
});

/**
 * Links for new accounts, the newest hundred.
 * @param study slug of the only study whose links are asked for @throws ProblemError `not-found`
 */
export async function listInvitations(
  sql: Sql,
  study: string | null = null,
): Promise<arena.AccountInvitation[]> {
  if (study !== null && (await sql`select from arena.studies where slug = ${study}`).length === 0)
    throw noSuchStudy(study);
  const rows = await sql<arena.AccountInvitation[]>`
    select ${columns(sql)} from ${tables(sql)} where ${study}::text is null or s.slug = ${study}
    order by i.created_at desc, i.id limit 100`;
  return rows.map(moments);
}

/** Makes a link for one new account; only the hash of its token is kept. @throws ProblemError `not-found` */
export async function createInvitation(
  tx: TransactionSql,
  action: string,
  { role, note, days, study, madeBy }: NewInvitation,
): Promise<arena.AccountInvitationMade> {
  const token = newToken();
  const [made] = await tx<{ id: string }[]>`
    insert into account.invitations (token_hash, role, study_id, note, made_by, expires_at)
    select ${hashSecret(token)}, ${role}, s.id, ${note}, ${madeBy}, now() + make_interval(days => ${days})
    from (select 1) one left join arena.studies s on s.slug = ${study}
    where ${study}::text is null or s.id is not null
    returning id`;
  if (!made) throw noSuchStudy(study ?? '');
  await recordChange(tx, {
    action,
    subject: { kind: 'invitation', name: made.id },
    after: { role, study, note, days },
  });
  return { path: pathOf(token), invitation: await readInvitation(tx, made.id) };
}

const noSuchInvitation = (id: string) =>
  new ProblemError('not-found', { detail: `There is no invitation ${id}.` });

async function readInvitation(tx: TransactionSql, id: string): Promise<arena.AccountInvitation> {
  const [row] = await tx<arena.AccountInvitation[]>`
    select ${columns(tx)} from ${tables(tx)} where i.id = ${id}`;
  if (!row) throw noSuchInvitation(id);
  return moments(row);
}

/**
 * Revokes a link that nobody has used.
 * @param study slug of the only study whose links may be revoked @throws ProblemError `not-found`, of another study's link too
 */
export function revokeInvitation(
  sql: Sql,
  action: string,
  { id, study = null }: { id: string; study?: string | null },
): Promise<arena.AccountInvitation> {
  return sql.begin(async (tx) => {
    const before = await readInvitation(tx, id);
    if (study !== null && before.study !== study) throw noSuchInvitation(id);
    // One that is taken at this moment stays taken.
    const { count } = await tx`
      update account.invitations set revoked_at = now()
      where id = ${id} and used_at is null and revoked_at is null and expires_at > now()`;
    if (count === 0) return readInvitation(tx, id);
    await recordChange(tx, {
      action,
      subject: { kind: 'invitation', name: id },
      before: { state: before.state },
      after: { state: 'revoked' },
    });
    return readInvitation(tx, id);
  });
}

export interface Offer {
  id: string;
  role: Role;
  studyId: string | null;
  slug: string | null;
  title: string | null;
  expiresAt: string;
}

/**
 * What a link offers.
 * @throws ProblemError `invitation-not-valid`
 */
export async function findOffer(sql: Sql | TransactionSql, token: string): Promise<Offer> {
  const [offer] = await sql<Offer[]>`
    select i.id, i.role, i.study_id as "studyId", s.slug, s.title, i.expires_at as "expiresAt"
    from account.invitations i left join arena.studies s on s.id = i.study_id
    where i.token_hash = ${hashSecret(token)} and i.used_at is null and i.revoked_at is null and i.expires_at > now()`;
  if (offer) return { ...offer, expiresAt: new Date(offer.expiresAt).toISOString() };
  throw new ProblemError('invitation-not-valid', {
    detail: 'This link was used, has expired, or was revoked. Ask whoever sent it for another.',
  });
}

/** Uses a link up for somebody, who gets the role it offers unless theirs includes it. @throws ProblemError `invitation-not-valid` */
export async function takeOffer(tx: TransactionSql, token: string, personId: string): Promise<Offer> {
  const offer = await findOffer(tx, token);
  const { count } = await tx`
    update account.invitations set used_at = now(), used_by = ${personId}
    where id = ${offer.id} and used_at is null and revoked_at is null`;
  if (count === 0) return findOffer(tx, token);
  if (offer.studyId === null)
    await tx`
      update account.people set role = greatest(role, ${offer.role}::account.role), updated_at = now() where id = ${personId}`;
  else
    await tx`
      insert into account.study_roles as r (person_id, study_id, role)
      values (${personId}, ${offer.studyId}, ${offer.role})
      on conflict (person_id, study_id) do update set role = greatest(r.role, excluded.role)`;
  return offer;
}

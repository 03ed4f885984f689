import type { Role } from '@fakexplain/contract';
import { recordChange, type Sql, type TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { noSuchStudy } from '../../ratings/rated-study.ts';

interface PersonChange {
  role?: Role | 'none' | undefined;
  disabled?: boolean | undefined;
}

const noSuchPerson = (id: string) => new ProblemError('not-found', { detail: `There is no person ${id}.` });
const orNull = (role: Role | 'none') => (role === 'none' ? null : role);

/**
 * Changes somebody's role for the site, or disables them, which ends their sessions and keys.
 * @throws ProblemError `not-found`, `last-owner`
 */
export async function changePerson(sql: Sql, id: string, { role, disabled }: PersonChange): Promise<void> {
  await sql.begin(async (tx) => {
    // Two owners who demote each other at once wait here for one another.
    await tx`select id from account.people where role = 'owner' order by id for update`;
    const [before] = await tx<{ name: string; role: Role | null; disabled: boolean }[]>`
      select name, role, disabled_at is not null as disabled from account.people where id = ${id} for update`;
    if (!before) throw noSuchPerson(id);
    const after = {
      name: before.name,
      role: role === undefined ? before.role : orNull(role),
      disabled: disabled ?? before.disabled,
    };
    await tx`
      update account.people set role = ${after.role}, updated_at = now(),
        disabled_at = case when ${after.disabled} then coalesce(disabled_at, now()) end
      where id = ${id}`;
    await requireOwner(tx);
    if (after.disabled) {
      await tx`delete from account.sessions where person_id = ${id}`;
      await tx`update account.api_keys set revoked_at = now() where person_id = ${id} and revoked_at is null`;
    }
    await recordChange(tx, { action: 'changePerson', subject: { kind: 'person', name: id }, before, after });
  });
}

async function requireOwner(tx: TransactionSql): Promise<void> {
  const [owner] = await tx`select from account.people where role = 'owner' and disabled_at is null limit 1`;
  if (!owner)
    throw new ProblemError('last-owner', {
      detail: 'Nobody would own the site: make somebody else owner first.',
    });
}

/** Gives somebody a role in a study, another, or none. @returns the role now @throws ProblemError `not-found` */
export function setStudyRole(
  sql: Sql,
  { study, person, role }: { study: string; person: string; role: Role | 'none' },
): Promise<Role | null> {
  return sql.begin(async (tx) => {
    const [found] = await tx<{ id: string }[]>`select id from arena.studies where slug = ${study}`;
    if (!found) throw noSuchStudy(study);
    const [somebody] = await tx<{ name: string }[]>`
      select name from account.people where id = ${person} for update`;
    if (!somebody) throw noSuchPerson(person);
    const [before] = await tx<{ role: Role }[]>`
      select role from account.study_roles where person_id = ${person} and study_id = ${found.id}`;
    const after = orNull(role);
    if (after === null)
      await tx`delete from account.study_roles where person_id = ${person} and study_id = ${found.id}`;
    else
      await tx`
        insert into account.study_roles (person_id, study_id, role) values (${person}, ${found.id}, ${after})
        on conflict (person_id, study_id) do update set role = excluded.role`;
    await recordChange(tx, {
      action: 'setStudyRole',
      subject: { kind: 'study', name: study },
      before: { person, name: somebody.name, role: before?.role ?? null },
      after: { person, name: somebody.name, role: after },
    });
    return after;
  });
}

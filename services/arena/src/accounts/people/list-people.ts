import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { noSuchStudy } from '../../ratings/rated-study.ts';
import { studiesOf } from '../own/read-me.ts';

const iso = (moment: string | null) => (moment === null ? null : new Date(moment).toISOString());

/** Everybody with an account. @param id of the only one who is asked about */
export async function listPeople(sql: Sql, id: string | null = null): Promise<arena.Person[]> {
  const rows = await sql<arena.Person[]>`
    select p.id, p.name, p.email, p.role, ${studiesOf(sql)}, p.created_at as "createdAt", p.disabled_at as "disabledAt",
      (select max(s.updated_at) from account.sessions s where s.person_id = p.id) as "lastSeenAt"
    from account.people p where ${id}::uuid is null or p.id = ${id} order by p.name, p.id`;
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt).toISOString(),
    disabledAt: iso(row.disabledAt),
    lastSeenAt: iso(row.lastSeenAt),
  }));
}

/** People with a role in a study. @throws ProblemError `not-found` */
export async function listStudyPeople(sql: Sql, slug: string): Promise<arena.StudyPerson[]> {
  const [study] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  if (!study) throw noSuchStudy(slug);
  return sql<arena.StudyPerson[]>`
    select p.id, p.name, p.email, r.role
    from account.study_roles r join account.people p on p.id = r.person_id
    where r.study_id = ${study.id} order by p.name, p.id`;
}

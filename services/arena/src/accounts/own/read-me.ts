import type { arena, Role } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';

/** Roles of the person `p` in studies. */
export const studiesOf = (sql: Sql) => sql`
  coalesce((
    select jsonb_agg(jsonb_build_object('slug', s.slug, 'title', s.title, 'role', r.role) order by s.slug)
    from account.study_roles r join arena.studies s on s.id = r.study_id where r.person_id = p.id
  ), '[]') as studies`;

/** @throws ProblemError `not-found` */
export async function readMe(sql: Sql, personId: string): Promise<arena.Me> {
  const [row] = await sql<
    {
      id: string;
      name: string;
      email: string;
      role: Role | null;
      studies: arena.Me['studies'];
      hasPassword: boolean;
    }[]
  >`
    select p.id, p.name, p.email, p.role, ${studiesOf(sql)},
      exists (select from account.credentials c where c.person_id = p.id and c.password is not null) as "hasPassword"
    from account.people p where p.id = ${personId}`;
  if (!row) throw new ProblemError('not-found', { detail: `There is no person ${personId}.` });
  return row;
}

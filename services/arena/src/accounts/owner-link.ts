import type { Sql } from '@fakexplain/database';
import { createInvitation } from './invitations.ts';

const validDays = 7;

/** Whether anybody owns the site. */
export async function hasOwner(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from account.people where role = 'owner' and disabled_at is null) as found`;
  return row?.found ?? false;
}

/**
 * A new link by which somebody becomes an owner, once; earlier ones that no person made are no longer good.
 * @returns where it leads on the site
 */
export function makeOwnerLink(sql: Sql): Promise<string> {
  return sql.begin(async (tx) => {
    await tx`
      update account.invitations set revoked_at = now()
      where made_by is null and used_at is null and revoked_at is null`;
    const { path } = await createInvitation(tx, 'makeOwnerLink', {
      role: 'owner',
      note: 'owner link',
      days: validDays,
      study: null,
      madeBy: null,
    });
    return path;
  });
}

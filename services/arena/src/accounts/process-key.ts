import { hashSecret, recordChange, type Sql } from '@fakexplain/database';
import { newApiKey } from './tokens.ts';

const validDays = 365;

/**
 * An API key of a process, for as long as it runs: the commands of whoever runs it work with it. Whoever can make one has the
 * database, and so all that maintainers have.
 */
export function makeProcessKey(sql: Sql, name: string): Promise<string> {
  return sql.begin(async (tx) => {
    const key = newApiKey();
    const [made] = await tx<{ id: string }[]>`
      insert into account.api_keys (role, name, scope, key_hash, expires_at)
      values ('maintainer', ${name}, 'write', ${hashSecret(key)}, now() + make_interval(days => ${validDays}))
      returning id`;
    await recordChange(tx, {
      action: 'makeProcessKey',
      subject: { kind: 'key', name: made?.id ?? '' },
      after: { name, role: 'maintainer', scope: 'write' },
    });
    return key;
  });
}

/** Revokes the key of a process that has ended; one that is not there is none. */
export async function revokeProcessKey(sql: Sql, key: string): Promise<void> {
  await sql.begin(async (tx) => {
    const [ended] = await tx<{ id: string; name: string }[]>`
      update account.api_keys set revoked_at = now()
      where key_hash = ${hashSecret(key)} and person_id is null and revoked_at is null returning id, name`;
    if (!ended) return;
    await recordChange(tx, {
      action: 'revokeProcessKey',
      subject: { kind: 'key', name: ended.id },
      before: { name: ended.name, revoked: false },
      after: { name: ended.name, revoked: true },
    });
  });
}

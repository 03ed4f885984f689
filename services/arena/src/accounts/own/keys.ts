import type { arena, Scope } from '@fakexplain/contract';
import { hashSecret, recordChange, type Sql, type TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { newApiKey } from '../tokens.ts';

const columns = (sql: Sql | TransactionSql) => sql`
  k.id, k.name, p.name as person, k.scope, k.created_at as "createdAt", k.expires_at as "expiresAt",
  k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt"`;
const tables = (sql: Sql | TransactionSql) =>
  sql`account.api_keys k left join account.people p on p.id = k.person_id`;

const iso = (moment: string | null) => (moment === null ? null : new Date(moment).toISOString());
const moments = (row: arena.ApiKey): arena.ApiKey => ({
  ...row,
  createdAt: new Date(row.createdAt).toISOString(),
  expiresAt: new Date(row.expiresAt).toISOString(),
  lastUsedAt: iso(row.lastUsedAt),
  revokedAt: iso(row.revokedAt),
});

/** API keys, never their secrets. @param personId of whom; everybody's if null */
export async function listKeys(sql: Sql, personId: string | null): Promise<arena.ApiKey[]> {
  const rows = await sql<arena.ApiKey[]>`
    select ${columns(sql)} from ${tables(sql)} where ${personId}::uuid is null or k.person_id = ${personId}
    order by k.created_at desc, k.id limit 500`;
  return rows.map(moments);
}

/** Makes an API key; only its hash is kept. */
export function createKey(
  sql: Sql,
  personId: string,
  { name, scope, days }: { name: string; scope: Scope; days: number },
): Promise<arena.ApiKeyMade> {
  return sql.begin(async (tx) => {
    const key = newApiKey();
    const [made] = await tx<{ id: string }[]>`
      insert into account.api_keys (person_id, name, scope, key_hash, expires_at)
      values (${personId}, ${name}, ${scope}, ${hashSecret(key)}, now() + make_interval(days => ${days}))
      returning id`;
    const id = made?.id ?? '';
    await recordChange(tx, {
      action: 'createKey',
      subject: { kind: 'key', name: id },
      after: { name, scope, days },
    });
    return { key, made: await readKey(tx, id, personId) };
  });
}

async function readKey(tx: TransactionSql, id: string, personId: string | null): Promise<arena.ApiKey> {
  const [row] = await tx<arena.ApiKey[]>`
    select ${columns(tx)} from ${tables(tx)}
    where k.id = ${id} and (${personId}::uuid is null or k.person_id = ${personId})`;
  if (!row) throw new ProblemError('not-found', { detail: `There is no key ${id}.` });
  return moments(row);
}

/** Revokes a key at once. @param personId whose it must be; anybody's if null @throws ProblemError `not-found` */
export function revokeKey(
  sql: Sql,
  { action, id, personId }: { action: string; id: string; personId: string | null },
): Promise<arena.ApiKey> {
  return sql.begin(async (tx) => {
    const before = await readKey(tx, id, personId);
    if (before.revokedAt !== null) return before;
    await tx`update account.api_keys set revoked_at = now() where id = ${id}`;
    const { name, person } = before;
    await recordChange(tx, {
      action,
      subject: { kind: 'key', name: id },
      before: { name, person, revoked: false },
      after: { name, person, revoked: true },
    });
    return readKey(tx, id, personId);
  });
}

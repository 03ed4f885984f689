import postgres from 'postgres';
import { hashSecret } from '../accounts/identify.ts';

/** An API key of a process that may do what maintainers may; the databases of tests and benchmarks know it. */
export const maintainerKey = 'fxk_maintainers-of-the-tests';

/** Lets a migrated database know the key. */
export async function addMaintainerKey(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql`
    insert into account.api_keys (name, role, scope, key_hash, expires_at)
    values ('tests', 'maintainer', 'write', ${hashSecret(maintainerKey)}, '2999-01-01')`;
  await sql.end();
}

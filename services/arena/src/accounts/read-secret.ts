import type { Sql } from '@fakexplain/database';
import { newToken } from './tokens.ts';

/** A key of the installation, the same for every process; made when it is first needed. */
export async function readSecret(sql: Sql, name: 'sign-in'): Promise<string> {
  const made = newToken();
  await sql`insert into account.secrets (name, value) values (${name}, ${made}) on conflict do nothing`;
  const [kept] = await sql<{ value: string }[]>`select value from account.secrets where name = ${name}`;
  if (!kept) throw new Error(`the secret ${name} vanished`);
  return kept.value;
}

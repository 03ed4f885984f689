import { createHmac, randomBytes } from 'node:crypto';
import type { Sql } from '../client.ts';

/** The code of a network on the day of `now`: equal for equal networks, and the same in every replica. */
export type CodeOf = (network: string, now: Date) => Promise<string>;

/**
 * Turns networks into codes, by a key that is made for each day (UTC), kept in the database for that day, and then
 * deleted, so that no network can be found from a code later on.
 */
export function createNetworkCodes(sql: Sql): CodeOf {
  let kept: { day: string; key: Promise<string> } | undefined;
  return async (network, now) => {
    const day = now.toISOString().slice(0, 10);
    if (kept?.day !== day) {
      const fetched = { day, key: keyOf(sql, day) };
      kept = fetched;
      fetched.key.catch(() => {
        if (kept === fetched) kept = undefined;
      });
    }
    const key = await kept.key;
    return createHmac('sha256', key).update(network).digest('hex').slice(0, codeLength);
  };
}

/** Hexadecimal digits: 64 bits, in which a million networks have a chance of 1 in 30 million of any two alike. */
const codeLength = 16;

async function keyOf(sql: Sql, day: string): Promise<string> {
  await sql`delete from limits.day_keys where day < ${day}::date`;
  await sql`
    insert into limits.day_keys (day, key) values (${day}::date, ${randomBytes(32).toString('hex')})
    on conflict do nothing`;
  const [row] = await sql<{ key: string }[]>`select key from limits.day_keys where day = ${day}::date`;
  if (!row)
    throw new Error(`the key of ${day} was deleted: this clock and another replica’s differ by a day`);
  return row.key;
}

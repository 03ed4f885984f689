import type { Sql } from '../client.ts';

export interface Bucket {
  /** Tokens that it holds at most, which is what one may take in a row. */
  burst: number;
  /** Tokens that come back in a minute. */
  perMinute: number;
}

/**
 * Takes a token from a bucket, which is full at first, in one statement that all replicas share. The row holds when the bucket
 * will be full again: a token moves that on by the time in which one comes back, and may not move it further ahead than
 * the whole bucket takes (the generic cell rate algorithm, ITU-T I.371).
 *
 * @returns 0, or where there is no token, the seconds until there is
 */
export async function takeToken(
  sql: Sql,
  key: string,
  { burst, perMinute }: Bucket,
  at: Date,
): Promise<number> {
  const each = 60 / perMinute;
  const now = at.toISOString();
  const [row] = await sql<{ taken: boolean; ahead: number | null }[]>`
    with taken as (
      insert into limits.buckets as b (key, full_at)
      values (${key}, ${now}::timestamptz + ${each} * interval '1 second')
      on conflict (key) do update
        set full_at = greatest(b.full_at, ${now}::timestamptz) + ${each} * interval '1 second'
        where b.full_at <= ${now}::timestamptz + ${each * (burst - 1)} * interval '1 second'
      returning key
    )
    select exists (select from taken) as taken, (
      select extract(epoch from full_at - ${now}::timestamptz)::float8 from limits.buckets where key = ${key}
    ) as ahead`;
  if (row?.taken) return 0;
  // A row that another request has just made is not seen yet.
  const wait = (row?.ahead ?? each * burst) - each * (burst - 1);
  return Math.max(wait, 0.001);
}

/** Deletes some of the rows whose buckets are full again. */
export async function forgetFull(sql: Sql, at: Date): Promise<void> {
  await sql`
    delete from limits.buckets where key in (
      select key from limits.buckets where full_at < ${at.toISOString()}::timestamptz
      order by full_at limit 10000 for update skip locked)`;
}

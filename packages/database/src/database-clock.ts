import type { Sql } from './client.ts';

const everyMs = 30_000;

/**
 * The database's time, which all replicas share, however far the clocks of their machines are apart. It is asked for now and then,
 * and this process counts on from there by a clock that nobody sets.
 *
 * @returns the clock, after the first answer
 */
export async function followDatabaseClock(sql: Sql): Promise<() => Date> {
  /** Milliseconds since 1970 when `performance.now()` was 0. */
  let origin = await ask();
  setInterval(() => {
    ask().then(
      (answer) => (origin = answer),
      // The last answer is good for a while.
      () => undefined,
    );
  }, everyMs).unref();
  return () => new Date(origin + performance.now());

  async function ask(): Promise<number> {
    const before = performance.now();
    const [row] = await sql<{ ms: number }[]>`
      select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
    if (!row) throw new Error('a query without "from" gave no row');
    return row.ms - (before + performance.now()) / 2;
  }
}

const unreachable = 'The database does not answer now. Try again in a moment.';
const busy =
  'The database is busy with other work and gave this up. Nothing of it was kept. Try again in a moment.';
const noRoom = 'The database has no room left. Nothing of this was kept. Try again later.';

/** What the driver and the network say of a server that cannot be asked now. */
const codes = new Map([
  ['CONNECTION_CLOSED', unreachable],
  ['CONNECTION_DESTROYED', unreachable],
  ['CONNECTION_ENDED', unreachable],
  ['CONNECT_TIMEOUT', unreachable],
  ['ECONNRESET', unreachable],
  ['EPIPE', unreachable],
  ['ETIMEDOUT', unreachable],
  ['QUEUE_TIMEOUT', busy],
]);

/** What PostgreSQL says itself, by its error codes. */
const states: [RegExp, string][] = [
  // No connection; starting, stopping or crashed; more connections than it takes.
  [/^(08[0-9A-Z]{3}|57P0[123]|53300)$/, unreachable],
  // A time limit: of a statement, of a lock, of an idle transaction.
  [/^(57014|55P03|25P03)$/, busy],
  // Given up for another transaction: a deadlock, or what cannot be put in a row with it.
  [/^(40001|40P01)$/, busy],
  // Out of memory.
  [/^53200$/, busy],
  // The disk is full, or fails.
  [/^(53100|58030)$/, noRoom],
];

/** System calls that fail only where nothing is reached. */
const calls = new Set(['connect', 'getaddrinfo']);

/**
 * Where a query failed because the server is down, starting, stopping, full, busy for longer than the time limits, or out of
 * reach: what to tell whoever asked, who may ask again; else null. Errors that drizzle has wrapped are looked into.
 */
export function outageOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code = '', syscall = '' } = error as { code?: unknown; syscall?: unknown };
  return (
    codes.get(String(code)) ??
    states.find(([state]) => state.test(String(code)))?.[1] ??
    (calls.has(String(syscall)) ? unreachable : outageOf(error.cause))
  );
}

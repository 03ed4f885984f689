/** What the driver and the network say of a server that cannot be asked now. */
const codes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * What PostgreSQL says itself: no connection, starting, stopping or cutting a session off, want of memory, room or
 * connections, and a transaction that was given up for another one (a deadlock, or what cannot be put in a row with it).
 */
const states = /^(08[0-9A-Z]{3}|57P0[1-5]|53[0-9A-Z]{3}|25P03|40001|40P01)$/;

/** System calls that fail only where nothing is reached. */
const calls = new Set(['connect', 'getaddrinfo']);

/**
 * Whether a query failed because the server is down, starting, stopping, full or out of reach, or preferred another
 * transaction: asked again later it may work. Errors that drizzle has wrapped are looked into.
 */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '', syscall = '' } = error as { code?: unknown; syscall?: unknown };
  return (
    codes.has(String(code)) ||
    states.test(String(code)) ||
    calls.has(String(syscall)) ||
    isUnreachable(error.cause)
  );
}

/** What an error says to a person; of a query that failed (drizzle's error carries it), what the database said. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'query' in error && error.cause instanceof Error ? error.cause.message : error.message;
}

import { DrizzleQueryError } from 'drizzle-orm';

/** What an error says to a person; of a failed query, what the database said, not the query. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof DrizzleQueryError && error.cause ? error.cause.message : error.message;
}

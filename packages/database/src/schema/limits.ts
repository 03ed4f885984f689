import { date, index, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

/**
 * How much each network has asked for lately, shared by every replica of the services that limit it. The tables are
 * UNLOGGED: a crash of the database empties them, which does nobody harm.
 */
export const limits = pgSchema('limits');

/** A bucket of tokens for one network and one kind of request; a row whose bucket is full again is worth nothing. */
export const buckets = limits.table(
  'buckets',
  {
    /** The kind of request and the network's code. */
    key: text('key').primaryKey(),
    /** When all tokens will be back. */
    fullAt: timestamp('full_at', { withTimezone: true }).notNull(),
  },
  (t) => [index('buckets_full').on(t.fullAt)],
);

/**
 * The key by which networks are turned into codes on one day (UTC). It is deleted when the day is over: from then on
 * nobody can tell which network a code stands for.
 */
export const dayKeys = limits.table('day_keys', {
  day: date('day').primaryKey(),
  key: text('key').notNull(),
});

import { bigint, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { arena, studies } from './arena.ts';

/** Votes of studies that have a name, so that a leaderboard can be cited by it. Only the note of one ever changes. */
export const snapshots = arena.table(
  'snapshots',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    name: text('name').notNull(),
    /** Sequence number of the last vote that counts. */
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    note: text('note').notNull(),
    madeAt: timestamp('made_at', { withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.name] })],
);

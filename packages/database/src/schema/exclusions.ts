import { sql } from 'drizzle-orm';
import { check, index, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { arena, raters, studies } from './arena.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** Several raters who were excluded together, for one reason: those whom some sentinels flagged. */
export const exclusionSets = arena.table(
  'exclusion_sets',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    reason: text('reason').notNull(),
    sentinels: text('sentinels').array().notNull(),
    excludedAt: moment('excluded_at').notNull(),
    withdrawnAt: moment('withdrawn_at'),
  },
  (t) => [index('exclusion_sets_by_study').on(t.studyId)],
);

/**
 * A rater whose votes a leaderboard can leave out, with the reason in words; never by what was voted for. Votes stay, and
 * so does the row when the exclusion is withdrawn.
 */
export const exclusions = arena.table(
  'exclusions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    raterId: uuid('rater_id')
      .notNull()
      .references(() => raters.id),
    /** The set that it is part of, which is withdrawn as a whole; null: it stands alone. */
    setId: uuid('set_id').references(() => exclusionSets.id),
    reason: text('reason').notNull(),
    excludedAt: moment('excluded_at').notNull(),
    withdrawnAt: moment('withdrawn_at'),
  },
  (t) => [
    uniqueIndex('exclusions_once')
      .on(t.raterId)
      .where(sql`${t.withdrawnAt} is null`),
    index('exclusions_by_study').on(t.studyId),
    index('exclusions_by_set').on(t.setId),
    check('exclusions_reason', sql`${t.reason} <> ''`),
  ],
);

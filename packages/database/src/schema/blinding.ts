import { sql } from 'drizzle-orm';
import { check, integer, jsonb, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { arena, studies, type LeftOut } from './arena.ts';

/** How well two arms can be told apart: an AUC with its interval, on so many images. */
export interface Recognition {
  images: number;
  auc: number | null;
  interval:
    | { kind: 'two-sided'; low: number; high: number }
    | { kind: 'at-least'; low: number }
    | { kind: 'at-most'; high: number }
    | { kind: 'undetermined'; reason: string };
}

/** What tells two arms apart. */
export interface GiveAway {
  kind: 'trait' | 'phrase';
  /** The trait, or the phrase itself. */
  key: string;
  name: string;
  /** What `a` and `b` are. */
  unit: 'share' | 'mean';
  /** Log-odds for the first arm that one standard deviation brings. */
  weight: number;
  /** Share or mean in the first and in the second arm. */
  a: number;
  b: number;
  /** The part which a study would leave out for this not to be seen. */
  leaveOut: LeftOut | null;
}

/**
 * Whether two arms can be told apart by what raters see; made once, of what the study shows, which is fixed. `armA < armB`.
 * The rows of a study are written together.
 */
export const blindingAudits = arena.table(
  'blinding_audits',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    armA: smallint('arm_a').notNull(),
    armB: smallint('arm_b').notNull(),
    /** Name and version of the method. */
    method: text('method').notNull(),
    /** Of folds, resamples and of what was sampled. */
    seed: integer('seed').notNull(),
    byForm: jsonb('by_form').$type<Recognition>().notNull(),
    byAll: jsonb('by_all').$type<Recognition>().notNull(),
    giveAways: jsonb('give_aways').$type<GiveAway[]>().notNull(),
    madeAt: timestamp('made_at', { withTimezone: true }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.studyId, t.armA, t.armB] }),
    check('blinding_audits_ordered', sql`${t.armA} < ${t.armB}`),
  ],
);

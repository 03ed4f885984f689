import { sql } from 'drizzle-orm';
import { check, integer, jsonb, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { arena, studies } from './arena.ts';

/** What is to be reached: an interval of ± so much, or so much power to find that the share is not one half; 0–1. */
type Goal = { halfWidth: number } | { power: number };

/** As it is written down, and hashed. */
export interface KeptPlan {
  /** Names of the arms; the share is that of the first. */
  pair: [string, string];
  looks: 'one' | 'any';
  goal: Goal;
  raters: number;
  ballots: number;
  images: number;
  assumed: { share: number; correlations: { rater: number; image: number } };
  stops: boolean;
}

/** What was planned for a study, fixed when it is opened, and where the study stopped by it. */
export const studyPlans = arena.table(
  'study_plans',
  {
    studyId: uuid('study_id')
      .primaryKey()
      .references(() => studies.id, { onDelete: 'cascade' }),
    plan: jsonb('plan').$type<KeptPlan>().notNull(),
    /** SHA-256 of study, plan and moment as canonical JSON, hex. */
    hash: text('hash').notNull(),
    plannedAt: timestamp('planned_at', { withTimezone: true }).notNull(),
    reachedAt: timestamp('reached_at', { withTimezone: true }),
    /** Votes of the study by then. */
    reachedVotes: integer('reached_votes'),
  },
  (t) => [check('study_plans_reached', sql`(${t.reachedAt} is null) = (${t.reachedVotes} is null)`)],
);

import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { arena, raters, studies } from './arena.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** Every text that raters of a study were asked to agree to, by its hash. Append-only. */
export const consents = arena.table(
  'consents',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    /** SHA-256 of the text in UTF-8, hex. */
    hash: text('hash').notNull(),
    text: text('text').notNull(),
    madeAt: moment('made_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.hash] })],
);

/** Which text each rater agreed to, and when. Append-only. */
export const agreements = arena.table(
  'agreements',
  {
    raterId: uuid('rater_id')
      .notNull()
      .references(() => raters.id),
    consentHash: text('consent_hash').notNull(),
    agreedAt: moment('agreed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.raterId, t.consentHash] })],
);

/**
 * Who of a panel a rater is. No service but the arena may read it, and nothing of it stands beside a vote. The ids are erased
 * when the rater withdraws; the hash stays, so that nobody is asked twice.
 */
export const participants = arena.table(
  'participants',
  {
    raterId: uuid('rater_id')
      .primaryKey()
      .references(() => raters.id),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    /** Keyed hash of the panel and the participant's id, hex. */
    participantHash: text('participant_hash').notNull(),
    /** Ids as the panel gives them; null: not given, or erased. */
    participant: text('participant'),
    panelStudy: text('panel_study'),
    panelSession: text('panel_session'),
    /** When a maintainer noted that the participant is paid. */
    paidAt: moment('paid_at'),
  },
  (t) => [unique('participants_once').on(t.studyId, t.participantHash)],
);

/** Raters who took back what they gave: their votes stay in `arena.votes` and count nowhere. Append-only. */
export const withdrawals = arena.table(
  'withdrawals',
  {
    raterId: uuid('rater_id')
      .primaryKey()
      .references(() => raters.id),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    /** Ballots that had been answered. */
    answers: integer('answers').notNull(),
    withdrawnAt: moment('withdrawn_at').notNull(),
  },
  (t) => [index('withdrawals_by_study').on(t.studyId), check('withdrawals_answers', sql`${t.answers} >= 0`)],
);

import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** What was changed, by whom: every role that changes something adds its entries, and none can change or delete one. */
export const audit = pgSchema('audit');

export const entries = audit.table(
  'entries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
    /** Null for processes. No reference: an entry says what was true then. */
    personId: uuid('person_id'),
    personName: text('person_name'),
    keyId: uuid('key_id'),
    keyName: text('key_name'),
    /** The process at the database, such as a service or a command. */
    process: text('process')
      .notNull()
      .default(sql`current_setting('application_name')`),
    /** The request's id in the logs. */
    requestId: uuid('request_id'),
    /** The operation's id, or what a command did. */
    action: text('action').notNull(),
    /** What kind of thing was changed, and its name in addresses. */
    subjectKind: text('subject_kind').notNull(),
    subject: text('subject').notNull(),
    /** As it was and as it is, without secrets; null where it was not there, or is not any more. */
    before: jsonb('before'),
    after: jsonb('after'),
  },
  (t) => [
    index('entries_by_person').on(t.personId, t.id),
    index('entries_by_action').on(t.action, t.id),
    index('entries_by_subject').on(t.subjectKind, t.subject, t.id),
  ],
);

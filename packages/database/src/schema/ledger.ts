import { bigint, index, integer, primaryKey, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { arena, studies } from './arena.ts';
import { bytes } from './catalog.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** What an entry of a ledger says has happened. A correction is a vote. */
export const ledgerEntryKind = arena.enum('ledger_entry_kind', [
  'vote',
  'exclusion',
  'readmission',
  'withdrawal',
]);

/** The head of each study's ledger: what its next entry is chained to. */
export const ledgers = arena.table('ledgers', {
  studyId: uuid('study_id')
    .primaryKey()
    .references(() => studies.id),
  /** Key of the hashes by which raters are called in entries. */
  raterKey: bytes('rater_key').notNull(),
  /** Number of entries. */
  position: integer('position').notNull(),
  /** Hash of the newest entry; 32 zeros before the first. */
  head: bytes('head').notNull(),
  /** Every vote up to this sequence number has its entry; later ones may lack it. */
  through: bigint('through', { mode: 'number' }).notNull(),
  /** Greatest sequence number of a vote that has its entry. */
  newest: bigint('newest', { mode: 'number' }).notNull(),
  /** When it was last looked for what has no entry. */
  sealedAt: moment('sealed_at').notNull(),
});

/**
 * Votes, exclusions, readmissions and withdrawals of a study in the order in which they were sealed, each chained to the one before.
 * What an entry says is read from where it happened; here is its hash, so that a row that was changed is told. Append-only, but for
 * nonces: without its nonce what a withdrawn vote said cannot be guessed from its hash.
 */
export const ledgerEntries = arena.table(
  'ledger_entries',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => ledgers.studyId),
    /** 1-based. */
    position: integer('position').notNull(),
    kind: ledgerEntryKind('kind').notNull(),
    /** The vote, the exclusion that was made or taken back, or the rater who withdrew. */
    subject: uuid('subject').notNull(),
    raterId: uuid('rater_id').notNull(),
    /** Random bytes in what is hashed; null once its rater has withdrawn. */
    nonce: bytes('nonce'),
    contentHash: bytes('content_hash').notNull(),
    hash: bytes('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.studyId, t.position] }),
    uniqueIndex('ledger_entries_once').on(t.subject, t.kind),
    index('ledger_entries_by_rater').on(t.raterId),
  ],
);

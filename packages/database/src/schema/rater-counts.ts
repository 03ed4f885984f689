import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { arena, ballots, choice, raters, studies } from './arena.ts';
import { bytes } from './catalog.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

/**
 * Regular ballots that nobody has answered yet, until they expire: what `draw_counts` gives back then. A row goes with
 * the first vote, or with the expiry.
 */
export const openBallots = arena.table(
  'open_ballots',
  {
    ballotId: uuid('ballot_id')
      .primaryKey()
      .references(() => ballots.id),
    studyId: uuid('study_id').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('open_ballots_by_expiry').on(t.studyId, t.expiresAt)],
);

/**
 * How each rater has answered so far, kept in the transaction that casts the vote, so that a report of raters reads no
 * votes. Answers are the first ones to a ballot; votes and checks follow corrections.
 */
export const raterCounts = arena.table(
  'rater_counts',
  {
    raterId: uuid('rater_id')
      .primaryKey()
      .references(() => raters.id),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    /** Ballots answered, of every kind. */
    answers: integer('answers').notNull(),
    /** Current votes on regular ballots, and those of them for either side. */
    votes: integer('votes').notNull(),
    leftVotes: integer('left_votes').notNull(),
    rightVotes: integer('right_votes').notNull(),
    /** Checks answered, and those of them in which the sound explanation was preferred. */
    checks: integer('checks').notNull(),
    checksPassed: integer('checks_passed').notNull(),
    /** Answers sooner than anyone judges a ballot, by the server's clock. */
    fast: integer('fast').notNull(),
    /** Answers to ballots whose number of words is known, and those of them sooner than the words can be skimmed. */
    timedTexts: integer('timed_texts').notNull(),
    hurried: integer('hurried').notNull(),
    /** Answers to ballots whose picture was never asked for. */
    unseen: integer('unseen').notNull(),
    /** The newest answer, how many like it came in a row, and the longest such rows of one side and of tie or neither. */
    lastChoice: choice('last_choice').notNull(),
    run: integer('run').notNull(),
    longestSideRun: integer('longest_side_run').notNull(),
    longestNeutralRun: integer('longest_neutral_run').notNull(),
    /** The first answers, a letter each (l, r, t, n). */
    opening: text('opening').notNull(),
    lastCastAt: moment('last_cast_at').notNull(),
    /**
     * The rater's current votes of every kind, 8 bytes each, in no order; `packed-votes.ts` unpacks them. What is made of votes one
     * by one (agreement, clustered variances, slices) reads these: a row a rater instead of a vote and a ballot each. They cost a
     * vote no row of their own, since this one is written anyway.
     */
    packedVotes: bytes('packed_votes').notNull(),
    /** Never true: with the key below it keeps a vote that is cast while its rater withdraws from being counted. */
    withdrawn: boolean('withdrawn').notNull().default(false),
  },
  (t) => [
    index('rater_counts_by_study').on(t.studyId),
    foreignKey({
      name: 'rater_counts_standing',
      columns: [t.raterId, t.withdrawn],
      foreignColumns: [raters.id, raters.withdrawn],
    }),
    check('rater_counts_not_withdrawn', sql`not ${t.withdrawn}`),
    check('rater_counts_votes', sql`${t.leftVotes} >= 0 and ${t.rightVotes} >= 0`),
  ],
);

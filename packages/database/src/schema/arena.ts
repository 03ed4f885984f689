import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Explanation } from '@fakexplain/explanation';
import { datasetImages, datasets, explanations, imageLabel, images, runs, sources } from './catalog.ts';

/** People: studies, arms, raters, ballots, votes, counts. Written by the arena. */
export const arena = pgSchema('arena');

const moment = (name: string) => timestamp(name, { withTimezone: true });
const createdAt = () => moment('created_at').notNull().defaultNow();

export const studyStatus = arena.enum('study_status', ['draft', 'open', 'closed']);
export const drawingPolicy = arena.enum('drawing_policy', ['balanced', 'uncertainty']);
export const armKind = arena.enum('arm_kind', ['source', 'format_control']);
export const ballotKind = arena.enum('ballot_kind', ['regular', 'repeat', 'check']);
export const choice = arena.enum('choice', ['left', 'right', 'tie', 'neither']);
export const passReason = arena.enum('pass_reason', ['picture', 'offensive', 'language', 'cannot-judge']);
export const cohort = arena.enum('cohort', ['open', 'invited', 'prolific']);
export const studyResults = arena.enum('study_results', ['hidden', 'delayed', 'live']);
export const studyEmbargo = arena.enum('study_embargo', ['everything', 'images', 'nothing']);
/** What a practice ballot shows beside the sound explanation of its image, or in its place. */
export const practiceKind = arena.enum('practice_kind', [
  'other-image',
  'moved-region',
  'missing-region',
  'tie',
  'neither',
]);

/** A part of explanations that a study may leave out. */
export type LeftOut = 'tags' | 'filler' | 'verdict';

/** What raters are shown of an explanation, boxes in whole pixels of the image it is shown on. */
export type ShownContent = Pick<Explanation, 'verdict' | 'tags' | 'reasoning' | 'regions'>;

/** Codes with which Prolific knows how a rater's turn ended; null: none. */
export interface ReturnCodes {
  completed: string;
  screenedOut: string | null;
  declined: string | null;
}

export const studies = arena.table(
  'studies',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    slug: text('slug').notNull().unique(),
    title: text('title').notNull(),
    question: text('question').notNull(),
    consent: text('consent').notNull(),
    /** Whom raters may write to, and how. */
    contact: text('contact'),
    demo: boolean('demo').notNull(),
    status: studyStatus('status').notNull().default('draft'),
    policy: drawingPolicy('policy').notNull(),
    /** Seconds during which a rater may correct a vote. */
    correctionWindowS: integer('correction_window_s').notNull(),
    /** Seconds until an unanswered ballot expires. */
    ballotTtlS: integer('ballot_ttl_s').notNull(),
    /** Most ballots for one rater; null: as long as there are some. */
    ballotsPerRater: integer('ballots_per_rater'),
    repeatShare: doublePrecision('repeat_share').notNull(),
    checkShare: doublePrecision('check_share').notNull(),
    /** Share of 0.5 ± this counts as equivalent. */
    equivalenceMargin: doublePrecision('equivalence_margin').notNull(),
    /** Position of the arm whose explanations are sound, for checks and practice. */
    soundArm: smallint('sound_arm').notNull().default(0),
    /** Who may see results while the study is open. */
    results: studyResults('results').notNull().default('hidden'),
    /** What the public is not shown while the study is open. */
    embargo: studyEmbargo('embargo').notNull().default('everything'),
    /** Parts of explanations that raters are not shown: `tags`, `filler`, `verdict`. */
    leaveOut: text('leave_out').array().$type<LeftOut[]>().notNull().default([]),
    /** Practice ballots to answer as expected before the first real one. */
    requiredPractice: smallint('required_practice').notNull().default(0),
    /** With which raters from Prolific are sent back there. */
    returnCodes: jsonb('return_codes').$type<ReturnCodes>(),
    /** Seed of what is drawn once, at opening (format controls, checks, practice). */
    seed: integer('seed').notNull(),
    createdAt: createdAt(),
    openedAt: moment('opened_at'),
    closedAt: moment('closed_at'),
  },
  (t) => [
    check('studies_shares', sql`${t.repeatShare} between 0 and 0.5 and ${t.checkShare} between 0 and 0.5`),
    check('studies_windows', sql`${t.correctionWindowS} >= 0 and ${t.ballotTtlS} > 0`),
  ],
);

export const studyDatasets = arena.table(
  'study_datasets',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    datasetId: uuid('dataset_id')
      .notNull()
      .references(() => datasets.id),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.datasetId] })],
);

/** What competes. `position` is the arm's index in the kernels, 0-based, fixed at creation. */
export const arms = arena.table(
  'arms',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    position: smallint('position').notNull(),
    kind: armKind('kind').notNull(),
    /** For a format control, the source whose explanations of other images it shows. */
    sourceId: uuid('source_id')
      .notNull()
      .references(() => sources.id),
    /** The run whose explanations it shows; null: the source's newest on each dataset, settled at opening. */
    runId: uuid('run_id').references(() => runs.id),
    name: text('name').notNull(),
  },
  (t) => [
    unique('arms_position').on(t.studyId, t.position),
    unique('arms_name').on(t.studyId, t.name),
    unique('arms_in_study').on(t.studyId, t.id),
  ],
);

/** The images of a study, fixed at opening; label, category and generator are slices, by which its votes can be counted. */
export const studyImages = arena.table(
  'study_images',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    /** 0-based. */
    position: integer('position').notNull(),
    datasetImageId: uuid('dataset_image_id')
      .notNull()
      .references(() => datasetImages.id),
    imageSha256: text('image_sha256')
      .notNull()
      .references(() => images.sha256),
    label: imageLabel('label').notNull(),
    category: text('category'),
    generator: text('generator'),
  },
  (t) => [
    primaryKey({ columns: [t.studyId, t.position] }),
    unique('study_images_once').on(t.studyId, t.imageSha256),
    index('study_images_by_image').on(t.imageSha256),
  ],
);

/**
 * Images that look like one of an open study's under embargo, so that they would tell as much: their perceptual hashes
 * differ in few bits. Triggers keep it, on the opening of a study and on images that come later (migration `embargo`).
 */
export const studyNearImages = arena.table(
  'study_near_images',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    imageSha256: text('image_sha256')
      .notNull()
      .references(() => images.sha256),
  },
  (t) => [
    primaryKey({ columns: [t.studyId, t.imageSha256] }),
    index('study_near_images_by_image').on(t.imageSha256),
  ],
);

/** What each arm shows on each image, fixed at opening. */
export const studyExplanations = arena.table(
  'study_explanations',
  {
    studyId: uuid('study_id').notNull(),
    imagePosition: integer('image_position').notNull(),
    armPosition: smallint('arm_position').notNull(),
    explanationId: uuid('explanation_id')
      .notNull()
      .references(() => explanations.id),
    /** Of what is shown; equal ones are never paired. */
    contentHash: text('content_hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.studyId, t.imagePosition, t.armPosition] }),
    foreignKey({
      name: 'study_explanations_image',
      columns: [t.studyId, t.imagePosition],
      foreignColumns: [studyImages.studyId, studyImages.position],
    }),
    foreignKey({
      name: 'study_explanations_arm',
      columns: [t.studyId, t.armPosition],
      foreignColumns: [arms.studyId, arms.position],
    }),
  ],
);

/** What raters are shown of an image, made once, when the first study that asks about it is opened. Its bytes are blobs. */
export const pictures = arena.table('pictures', {
  imageSha256: text('image_sha256')
    .primaryKey()
    .references(() => images.sha256),
  /** `pictureVersion` at that time: how pictures are cut and coloured. */
  version: smallint('version').notNull(),
  /** Names the programs that encoded it. */
  encoder: text('encoder').notNull(),
  /** Hash of the first look. */
  look: text('look').notNull(),
  /** Hashes of the tiles of each level, by row and column. */
  levels: jsonb('levels').$type<string[][][]>().notNull(),
  /** Of all its parts together, in bytes. */
  byteSize: bigint('byte_size', { mode: 'number' }).notNull(),
  madeAt: moment('made_at').notNull(),
});

/** The guide's practice ballots: known answers. Never counted; raters may be shown its sides exchanged. */
export const practiceBallots = arena.table(
  'practice_ballots',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    position: smallint('position').notNull(),
    imageSha256: text('image_sha256')
      .notNull()
      .references(() => images.sha256),
    kind: practiceKind('kind').notNull(),
    /** Copied at opening, since some of it is made for practice. */
    left: jsonb('left').$type<ShownContent>().notNull(),
    right: jsonb('right').$type<ShownContent>().notNull(),
    expected: choice('expected').notNull(),
    /** Descriptions that the feedback names. */
    named: text('named').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.position] })],
);

/** By which raters of a cohort come; its token is known to who was given the link alone. */
export const invitations = arena.table(
  'invitations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    /** SHA-256 of the token, hex. */
    tokenHash: text('token_hash').notNull().unique(),
    cohort: cohort('cohort').notNull(),
    /** Raters who may still enrol with it. */
    usesLeft: integer('uses_left').notNull(),
    expiresAt: moment('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('invitations_by_study').on(t.studyId),
    check('invitations_uses', sql`${t.usesLeft} >= 0`),
    check('invitations_cohort', sql`${t.cohort} <> 'open'`),
  ],
);

/** A person in one study, known by a random id. */
export const raters = arena.table(
  'raters',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    /** SHA-256 of the rater's bearer token, hex. */
    tokenHash: text('token_hash').notNull().unique(),
    cohort: cohort('cohort').notNull(),
    /** Code of the network that the rater enrolled from, which nobody can turn back once its day is over; null: unknown. */
    network: text('network'),
    invitationId: uuid('invitation_id').references(() => invitations.id),
    /** Keyed hash of the participant's id on Prolific, hex. */
    participantHash: text('participant_hash'),
    consentedAt: moment('consented_at').notNull(),
    practisedAt: moment('practised_at'),
    /** When the required practice was missed for the second time. */
    screenedOutAt: moment('screened_out_at'),
    /** When the rater ended for good, and may read results. */
    endedAt: moment('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('raters_by_study').on(t.studyId),
    unique('raters_participant').on(t.studyId, t.participantHash),
  ],
);

/** A rater's answers to practice ballots; the first one of each attempt counts. */
export const practiceAnswers = arena.table(
  'practice_answers',
  {
    raterId: uuid('rater_id')
      .notNull()
      .references(() => raters.id),
    /** 1, or 2 where the first gave too few right answers. */
    attempt: smallint('attempt').notNull(),
    /** Of the practice ballot. */
    position: smallint('position').notNull(),
    choice: choice('choice').notNull(),
    /** Whether it was the expected one. */
    agreed: boolean('agreed').notNull(),
    answeredAt: moment('answered_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.raterId, t.attempt, t.position] }),
    check('practice_answers_attempt', sql`${t.attempt} in (1, 2)`),
  ],
);

/** One question put to one rater. Its id reveals neither source nor side. */
export const ballots = arena.table(
  'ballots',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    studyId: uuid('study_id').notNull(),
    raterId: uuid('rater_id')
      .notNull()
      .references(() => raters.id),
    kind: ballotKind('kind').notNull(),
    imagePosition: integer('image_position').notNull(),
    leftArm: smallint('left_arm').notNull(),
    rightArm: smallint('right_arm').notNull(),
    leftExplanationId: uuid('left_explanation_id')
      .notNull()
      .references(() => explanations.id),
    rightExplanationId: uuid('right_explanation_id')
      .notNull()
      .references(() => explanations.id),
    /** For a repeat, the ballot it mirrors. */
    repeatOf: uuid('repeat_of'),
    /** For a check, the side that shows the sound explanation. */
    soundSide: choice('sound_side'),
    /** Probability with which pair, image and side were drawn, given the rater's past. */
    probability: doublePrecision('probability').notNull(),
    /** 1-based order within the rater. */
    ordinal: integer('ordinal').notNull(),
    /** Of both explanations as shown; null: not counted. */
    words: integer('words'),
    issuedAt: moment('issued_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    /** When the rater first asked for its image; null: never. */
    servedAt: moment('served_at'),
  },
  (t) => [
    unique('ballots_ordinal').on(t.raterId, t.ordinal),
    // A rater sees an image once, however many tabs ask; repeats are the exception.
    uniqueIndex('ballots_image_once')
      .on(t.raterId, t.imagePosition)
      .where(sql`${t.kind} <> 'repeat'`),
    uniqueIndex('ballots_repeat_once')
      .on(t.repeatOf)
      .where(sql`${t.repeatOf} is not null`),
    index('ballots_by_image').on(t.studyId, t.imagePosition, t.leftArm, t.rightArm),
    foreignKey({
      name: 'ballots_image',
      columns: [t.studyId, t.imagePosition],
      foreignColumns: [studyImages.studyId, studyImages.position],
    }),
    foreignKey({ name: 'ballots_repeat_of', columns: [t.repeatOf], foreignColumns: [t.id] }),
    check('ballots_probability', sql`${t.probability} > 0 and ${t.probability} <= 1`),
    check('ballots_two_sides', sql`${t.leftExplanationId} <> ${t.rightExplanationId}`),
  ],
);

/**
 * Regular ballots drawn for a pair of arms on an image and answered, or still to be, by which arm stood on the left: what
 * keeps images and sides balanced without counting ballots. `armA < armB`.
 */
export const drawCounts = arena.table(
  'draw_counts',
  {
    studyId: uuid('study_id').notNull(),
    armA: smallint('arm_a').notNull(),
    armB: smallint('arm_b').notNull(),
    imagePosition: integer('image_position').notNull(),
    aOnLeft: integer('a_on_left').notNull(),
    bOnLeft: integer('b_on_left').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.studyId, t.armA, t.armB, t.imagePosition] }),
    foreignKey({
      name: 'draw_counts_image',
      columns: [t.studyId, t.imagePosition],
      foreignColumns: [studyImages.studyId, studyImages.position],
    }),
    check('draw_counts_ordered', sql`${t.armA} < ${t.armB}`),
  ],
);

/** Append-only: a correction is a new vote with the next revision; the highest revision is current. */
export const votes = arena.table(
  'votes',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** Order of acceptance. */
    sequence: bigint('sequence', { mode: 'number' }).generatedAlwaysAsIdentity(),
    ballotId: uuid('ballot_id')
      .notNull()
      .references(() => ballots.id),
    /** Repeated from the ballot, so that counting a study needs no join. */
    studyId: uuid('study_id').notNull(),
    raterId: uuid('rater_id').notNull(),
    revision: smallint('revision').notNull().default(0),
    choice: choice('choice').notNull(),
    reasons: text('reasons').array().notNull(),
    comment: text('comment'),
    /** Milliseconds from the picture's being on the screen to the answer, as the browser saw it. */
    responseMs: integer('response_ms'),
    /** Milliseconds from the ballot's showing to its picture's being on the screen, as the browser saw it. */
    loadingMs: integer('loading_ms'),
    /** Milliseconds that the rater had at most, by the server's clock; null for corrections. */
    serverMs: integer('server_ms'),
    input: text('input').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    castAt: moment('cast_at').notNull(),
  },
  (t) => [
    unique('votes_revision').on(t.ballotId, t.revision),
    unique('votes_idempotency').on(t.ballotId, t.idempotencyKey),
    index('votes_by_study').on(t.studyId, t.sequence),
    index('votes_by_rater').on(t.raterId, t.sequence),
  ],
);

/**
 * A ballot that its rater could not judge, or not see. It has no vote, unless one came at the same moment, which then counts.
 * Its draw is taken back from `draw_counts`.
 */
export const passes = arena.table(
  'passes',
  {
    ballotId: uuid('ballot_id')
      .primaryKey()
      .references(() => ballots.id),
    /** Repeated from the ballot, so that counting a study needs no join. */
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    reason: passReason('reason').notNull(),
    comment: text('comment'),
    passedAt: moment('passed_at').notNull(),
  },
  (t) => [index('passes_by_study').on(t.studyId)],
);

/**
 * Current regular votes of a pair of arms, kept in the transaction that casts the vote: ratings read these, so their cost does
 * not grow with the number of votes. `armA < armB`. `shard` spreads concurrent writers over rows; readers add the shards up.
 * Slices are counted from `rater_counts.packed_votes` when they are asked for: kept here, they would be three more rows a vote.
 */
export const pairCounts = arena.table(
  'pair_counts',
  {
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id),
    armA: smallint('arm_a').notNull(),
    armB: smallint('arm_b').notNull(),
    shard: smallint('shard').notNull(),
    winsA: integer('wins_a').notNull(),
    winsB: integer('wins_b').notNull(),
    ties: integer('ties').notNull(),
    neither: integer('neither').notNull(),
    /** Of the votes counted, those in which arm A stood on the left. */
    aOnLeft: integer('a_on_left').notNull(),
    /** Votes for the left side, for side bias. */
    leftWins: integer('left_wins').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.studyId, t.armA, t.armB, t.shard] }),
    check('pair_counts_ordered', sql`${t.armA} < ${t.armB}`),
  ],
);

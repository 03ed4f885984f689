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
/** How much better the preferred explanation is. */
export const strength = arena.enum('strength', ['slight', 'clear', 'much']);
/** What a rater takes an image for. */
export const raterVerdict = arena.enum('rater_verdict', ['real', 'generated', 'cannot-tell']);
export const passReason = arena.enum('pass_reason', ['picture', 'offensive', 'language', 'cannot-judge']);
/** What becomes of the place that a rater took by consenting: it is held while the rater is at it, and kept with a complete turn. */
export const raterPlace = arena.enum('rater_place', ['held', 'kept', 'given-back']);
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

/** A question that a study may ask about the two explanations of a ballot. */
export type StudyQuestion = 'overall' | 'where' | 'why' | 'verdict';

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

/** A study's own texts in another language. */
interface Translation {
  title: string;
  question: string;
  consent: string;
  payTerms: string | null;
}
export interface Translations {
  de?: Translation | undefined;
  zh?: Translation | undefined;
}

/** What raters are paid, for what a study costs. */
export interface Pay {
  amount: number;
  /** ISO 4217 code. */
  currency: string;
  per: 'rater' | 'hour';
}

/** A panel of participants: how its addresses say who comes, and where who has ended is led; null: nothing, nowhere. */
export interface Panel {
  name: string;
  /** Names of URL parameters. */
  parameters: { participant: string; study: string | null; session: string | null };
  /** By how a turn ended: a code, or a whole address with placeholders. */
  returns: {
    completed: string | null;
    screenedOut: string | null;
    declined: string | null;
    overQuota: string | null;
  };
  /** Address that takes a code, in place of `{code}`. */
  codeAddress: string | null;
}

export const studies = arena.table(
  'studies',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    slug: text('slug').notNull().unique(),
    title: text('title').notNull(),
    question: text('question').notNull(),
    consent: text('consent').notNull(),
    /** Its own texts in other languages, by language. */
    translations: jsonb('translations').$type<Translations>().notNull().default({}),
    /** Whom raters may write to, and how. */
    contact: text('contact'),
    /** How long a turn takes and what is paid for it, as raters are told before they agree. */
    minutes: integer('minutes'),
    payTerms: text('pay_terms'),
    /** Until when raters may withdraw what they gave; null: at any time. */
    withdrawUntil: moment('withdraw_until'),
    /** SHA-256 of the text that raters agree to now (`arena.consents`); null: not made yet. */
    consentHash: text('consent_hash'),
    /** Raters who may take part; null: any number. */
    places: integer('places'),
    /** Minutes without an answer after which a place is given back. */
    placeHoldMinutes: integer('place_hold_minutes').notNull().default(60),
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
    /** What is asked about the two explanations; the first one is the main question, whose answer is a vote's choice. */
    questions: text('questions').array().$type<StudyQuestion[]>().notNull().default(['overall']),
    /** Whether raters say how much better the one that they prefer is. */
    strength: boolean('strength').notNull().default(false),
    /** Whether raters judge the image before they see the explanations, and again with the vote. */
    reliance: boolean('reliance').notNull().default(false),
    /** With which raters from Prolific are sent back there. */
    returnCodes: jsonb('return_codes').$type<ReturnCodes>(),
    /** Votes that the study is planned to get; null: no plan. */
    plannedVotes: integer('planned_votes'),
    pay: jsonb('pay').$type<Pay>(),
    /** 1, or one more than that of the predecessor. */
    version: smallint('version').notNull().default(1),
    /** The version before, which was opened; each has one successor at most, so that versions stand in a row. */
    predecessorId: uuid('predecessor_id').unique(),
    /** Seed of what is drawn once, at opening (format controls, checks, practice). */
    seed: integer('seed').notNull(),
    createdAt: createdAt(),
    openedAt: moment('opened_at'),
    /** Since when nobody new may come and no ballot is drawn; null: it is not paused. */
    pausedAt: moment('paused_at'),
    closedAt: moment('closed_at'),
    /** Since when it is in no list. */
    archivedAt: moment('archived_at'),
  },
  (t) => [
    foreignKey({ name: 'studies_predecessor', columns: [t.predecessorId], foreignColumns: [t.id] }),
    check('studies_version', sql`(${t.version} = 1) = (${t.predecessorId} is null) and ${t.version} > 0`),
    check('studies_paused', sql`${t.pausedAt} is null or ${t.status} = 'open'`),
    check('studies_archived', sql`${t.archivedAt} is null or ${t.status} = 'closed'`),
    check('studies_shares', sql`${t.repeatShare} between 0 and 0.5 and ${t.checkShare} between 0 and 0.5`),
    check(
      'studies_questions',
      sql`cardinality(${t.questions}) between 1 and 4 and ${t.questions} <@ array['overall', 'where', 'why', 'verdict']`,
    ),
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
      .references(() => images.sha256, { onDelete: 'cascade' }),
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
    // For explanations that are deleted.
    index('study_explanations_by_explanation').on(t.explanationId),
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
    .references(() => images.sha256, { onDelete: 'cascade' }),
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
    cohort: text('cohort').notNull(),
    /** Raters who may take part by it. */
    places: integer('places').notNull(),
    /** Whose participants come by it; null: no panel's. */
    panel: jsonb('panel').$type<Panel>(),
    expiresAt: moment('expires_at').notNull(),
    /** When a maintainer took it back. */
    revokedAt: moment('revoked_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('invitations_by_study').on(t.studyId),
    check('invitations_places', sql`${t.places} > 0`),
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
    cohort: text('cohort').notNull(),
    /** Code of the network that the rater enrolled from, which nobody can turn back once its day is over; null: unknown. */
    network: text('network'),
    invitationId: uuid('invitation_id').references(() => invitations.id),
    place: raterPlace('place').notNull().default('held'),
    /** SHA-256 of the secret of the link by which the rater goes on in another browser, hex; null: none was made. */
    resumeHash: text('resume_hash').unique(),
    /** Whether the rater took back all that was given (`arena.withdrawals`). Counts refer to it, so that none comes after that. */
    withdrawn: boolean('withdrawn').notNull().default(false),
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
    index('raters_with_place')
      .on(t.studyId, t.invitationId)
      .where(sql`${t.place} <> 'given-back'`),
    index('raters_by_invitation').on(t.invitationId),
    unique('raters_standing').on(t.id, t.withdrawn),
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
    /** What the rater took the image for before the explanations were shown; null: not asked, or not said yet. */
    verdictBefore: raterVerdict('verdict_before'),
    verdictBeforeAt: moment('verdict_before_at'),
    /** Milliseconds from the picture's being on the screen to that, as the browser saw it. */
    verdictBeforeMs: integer('verdict_before_ms'),
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
    check('ballots_verdict_before', sql`(${t.verdictBefore} is null) = (${t.verdictBeforeAt} is null)`),
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
    /** Answers to the study's questions after the main one, in their order; null where there are none. */
    furtherAnswers: text('further_answers').array().$type<(typeof choice.enumValues)[number][]>(),
    /** How much better the preferred explanation is; null where the study does not ask, and for `tie` and `neither`. */
    strength: strength('strength'),
    /** What the rater takes the image for now that the explanations are seen; null where the study does not ask. */
    verdictAfter: raterVerdict('verdict_after'),
    idempotencyKey: text('idempotency_key').notNull(),
    castAt: moment('cast_at').notNull(),
  },
  (t) => [
    unique('votes_revision').on(t.ballotId, t.revision),
    unique('votes_idempotency').on(t.ballotId, t.idempotencyKey),
    check(
      'votes_further_answers',
      sql`${t.furtherAnswers} is null or ${t.furtherAnswers} <@ array['left', 'right', 'tie', 'neither']`,
    ),
    check('votes_strength', sql`${t.strength} is null or ${t.choice} in ('left', 'right')`),
    index('votes_by_study').on(t.studyId, t.sequence),
    index('votes_by_rater').on(t.raterId, t.sequence),
    index('votes_with_comment')
      .on(t.studyId, t.castAt, t.ballotId)
      .where(sql`${t.comment} is not null`),
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
  (t) => [
    index('passes_by_study').on(t.studyId),
    index('passes_with_comment')
      .on(t.studyId, t.passedAt, t.ballotId)
      .where(sql`${t.comment} is not null`),
  ],
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

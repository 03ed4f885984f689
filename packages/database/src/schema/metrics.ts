import { sql } from 'drizzle-orm';
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { explanations, runs } from './catalog.ts';

/** Scores of explanations and of runs against references. Written by metrics. */
export const metrics = pgSchema('metrics');

const moment = (name: string) => timestamp(name, { withTimezone: true });

export const scoreSlice = metrics.enum('score_slice', ['all', 'label', 'category', 'generator', 'fold']);

/**
 * The scores of one explanation. An explanation without a row of the current scorer, or that has been read by another
 * parser since, or whose references have changed, is still to be scored.
 */
export const scores = metrics.table(
  'scores',
  {
    explanationId: uuid('explanation_id')
      .primaryKey()
      .references(() => explanations.id, { onDelete: 'cascade' }),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** Version of the scorer: raised whenever a stored value could change. */
    scorer: integer('scorer').notNull(),
    /** The explanation's `parser_version` when it was scored. */
    parserVersion: integer('parser_version'),
    /** Which reference explanations it was compared with, as which parser read them; a hash, empty without any. */
    referenceKey: text('reference_key').notNull(),
    /**
     * By the key of a metric its value, or the numbers that it adds to the sums of a run (the six counts of corpus BLEU). A
     * metric that is not defined for the explanation (no reference, a real image, no text) has no entry. `unreadable_mask` is 1
     * where a mask of the explanation cannot be read.
     */
    entries: jsonb('entries').$type<Readonly<Record<string, number | readonly number[]>>>().notNull(),
    scoredAt: moment('scored_at').notNull().defaultNow(),
  },
  (t) => [
    index('scores_by_run').on(t.runId),
    index('scores_unreadable')
      .on(t.runId)
      .where(sql`${t.entries} ? 'unreadable_mask'`),
  ],
);

/** A metric's value for a run over a slice, made from `scores`, and again when those have changed. */
export const runScores = metrics.table(
  'run_scores',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    sliceKind: scoreSlice('slice_kind').notNull(),
    /** Empty for the slice `all`. */
    sliceValue: text('slice_value').notNull(),
    /** The metric's signature in one line. */
    signature: text('signature').notNull(),
    n: integer('n').notNull(),
    value: doublePrecision('value').notNull(),
    /** Bootstrap interval over images; null with fewer than two. */
    low: doublePrecision('low'),
    high: doublePrecision('high'),
  },
  (t) => [primaryKey({ columns: [t.runId, t.sliceKind, t.sliceValue, t.signature] })],
);

/** A run's confusion matrix over a slice: images by label and verdict. Made with `run_scores`. */
export const runVerdicts = metrics.table(
  'run_verdicts',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    sliceKind: scoreSlice('slice_kind').notNull(),
    /** Empty for the slice `all`. */
    sliceValue: text('slice_value').notNull(),
    realAsReal: integer('real_as_real').notNull(),
    realAsGenerated: integer('real_as_generated').notNull(),
    realUnparsed: integer('real_unparsed').notNull(),
    generatedAsReal: integer('generated_as_real').notNull(),
    generatedAsGenerated: integer('generated_as_generated').notNull(),
    generatedUnparsed: integer('generated_unparsed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.sliceKind, t.sliceValue] })],
);

/** Which state of a run's scores its `run_scores` were made from. */
export const summaries = metrics.table('summaries', {
  runId: uuid('run_id')
    .primaryKey()
    .references(() => runs.id, { onDelete: 'cascade' }),
  scorer: integer('scorer').notNull(),
  /** Scored explanations summed up. */
  explanations: integer('explanations').notNull(),
  /** Newest of them. */
  asOf: moment('as_of').notNull(),
  seed: integer('seed').notNull(),
  resamples: integer('resamples').notNull(),
  madeAt: moment('made_at').notNull().defaultNow(),
});

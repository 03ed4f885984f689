import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { explanations, runs } from './catalog.ts';

/** Truth: scores of explanations and of runs. Written by metrics. */
export const metrics = pgSchema('metrics');

const moment = (name: string) => timestamp(name, { withTimezone: true });

export const scoreSlice = metrics.enum('score_slice', ['all', 'label', 'category', 'generator', 'fold']);

/**
 * What one explanation is worth, by every metric that is a value of a single explanation. Null where a metric is not
 * defined for it (no reference, a real image, no text). An explanation without a row of the current scorer, or whose
 * references have changed, is still to be scored.
 */
export const scores = metrics.table(
  'scores',
  {
    explanationId: uuid('explanation_id')
      .primaryKey()
      .references(() => explanations.id),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    /** Version of the scorer: raised whenever a stored value could change. */
    scorer: integer('scorer').notNull(),
    /** Which reference explanations it was held against; their ids' hash, empty without any. */
    referenceKey: text('reference_key').notNull(),
    /** An unparsed output is not right. */
    verdictRight: boolean('verdict_right').notNull(),
    parsed: boolean('parsed').notNull(),
    iouUnion: doublePrecision('iou_union'),
    iouMatched: doublePrecision('iou_matched'),
    iouCentreGreedy: doublePrecision('iou_centre_greedy'),
    falseAlarmArea: doublePrecision('false_alarm_area'),
    bleu2: doublePrecision('bleu2'),
    bleu2NltkMethod0: doublePrecision('bleu2_nltk_method0'),
    bleu2NltkMethod1: doublePrecision('bleu2_nltk_method1'),
    bleu2Coco: doublePrecision('bleu2_coco'),
    /** Matches and totals of orders 1 and 2, lengths of text and reference: what corpus BLEU adds up. */
    bleu2Statistics: integer('bleu2_statistics').array(),
    rougeL: doublePrecision('rouge_l'),
    rougeLStemmed: doublePrecision('rouge_l_stemmed'),
    rougeLUnicode: doublePrecision('rouge_l_unicode'),
    scoredAt: moment('scored_at').notNull().defaultNow(),
  },
  (t) => [
    index('scores_by_run').on(t.runId),
    check('scores_statistics', sql`${t.bleu2Statistics} is null or cardinality(${t.bleu2Statistics}) = 6`),
  ],
);

/** A metric's value for a run over a slice, made from `scores`; made anew when those have changed. */
export const runScores = metrics.table(
  'run_scores',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    slice: scoreSlice('slice').notNull(),
    /** Empty for the slice `all`. */
    value: text('value').notNull(),
    /** The metric's signature in one line. */
    signature: text('signature').notNull(),
    n: integer('n').notNull(),
    score: doublePrecision('score').notNull(),
    /** Bootstrap interval over images; null with fewer than two. */
    low: doublePrecision('low'),
    high: doublePrecision('high'),
  },
  (t) => [primaryKey({ columns: [t.runId, t.slice, t.value, t.signature] })],
);

/** Which state of a run's scores its `run_scores` were made from. */
export const summaries = metrics.table('summaries', {
  runId: uuid('run_id')
    .primaryKey()
    .references(() => runs.id),
  scorer: integer('scorer').notNull(),
  /** Scored explanations summed up. */
  explanations: integer('explanations').notNull(),
  /** Newest of them. */
  asOf: moment('as_of').notNull(),
  seed: integer('seed').notNull(),
  resamples: integer('resamples').notNull(),
  madeAt: moment('made_at').notNull().defaultNow(),
});

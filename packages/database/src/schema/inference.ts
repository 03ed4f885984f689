import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { images, parseStatus, runs } from './catalog.ts';

/** Models at work: runs that generate explanations, and where each image of them stands. Written by inference. */
export const inference = pgSchema('inference');

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** `running` is waiting for a worker too; `failed`: the model could not be opened. */
export const generationState = inference.enum('generation_state', [
  'running',
  'paused',
  'cancelled',
  'failed',
  'finished',
]);
/** What the model of a run answers with. */
export const modelTask = inference.enum('model_task', ['explain', 'detect', 'segment']);
export const taskState = inference.enum('task_state', ['waiting', 'taken', 'explained', 'failed']);

/** A run of the catalog that a model generates: what it was started with. */
export const generations = inference.table(
  'generations',
  {
    runId: uuid('run_id')
      .primaryKey()
      .references(() => runs.id, { onDelete: 'cascade' }),
    model: text('model').notNull(),
    /** What the model does with each image; the rows of `tasks` are the images themselves. */
    task: modelTask('task').notNull(),
    /** The manifest as it was then, YAML, and the SHA-256 of it. */
    manifest: text('manifest').notNull(),
    manifestSha256: text('manifest_sha256').notNull(),
    /** Decoding of the run, null for what is left to its server; null as a whole where the model decodes no text. */
    decoding: jsonb('decoding').$type<{
      maxTokens: number | null;
      temperature: number | null;
      topP: number | null;
      seed: number | null;
    }>(),
    /** Restricts the images to a fold or a number of them; null for all. */
    fold: smallint('fold'),
    imageLimit: integer('image_limit'),
    state: generationState('state').notNull().default('running'),
    /** Since when it is in that state. */
    stateAt: moment('state_at').notNull().defaultNow(),
    /** Why it failed. */
    reason: text('reason'),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** When a worker had the model open for the first time. */
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
  },
  (t) => [
    index('generations_running')
      .on(t.createdAt)
      .where(sql`${t.state} = 'running'`),
  ],
);

/** The software and settings that answered in a run; one row for each combination, however many workers there were. */
export const provenances = inference.table(
  'provenances',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => generations.runId, { onDelete: 'cascade' }),
    /** SHA-256 of the provenance as JSON. */
    hash: text('hash').notNull(),
    provenance: jsonb('provenance').$type<unknown>().notNull(),
    firstAt: moment('first_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.hash] })],
);

/** An image of a run: waiting, with a worker, explained, or failed with its reason. */
export const tasks = inference.table(
  'tasks',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => generations.runId, { onDelete: 'cascade' }),
    imageSha256: text('image_sha256')
      .notNull()
      .references(() => images.sha256),
    state: taskState('state').notNull().default('waiting'),
    /** Times it was taken. */
    attempts: smallint('attempts').notNull().default(0),
    /** Key of the worker that has it; it holds an advisory lock of this key for as long as it lives. */
    worker: integer('worker'),
    /** Earliest time of the next attempt. */
    notBefore: moment('not_before'),
    /** The provenance of its answer. */
    provenance: text('provenance'),
    /** How its answer parsed. Repeated from the explanation, so that progress is counted from this table alone. */
    parseStatus: parseStatus('parse_status'),
    /** Why there is no explanation; of a waiting one, why it is tried again. */
    reason: text('reason'),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.imageSha256] }),
    foreignKey({
      columns: [t.runId, t.provenance],
      foreignColumns: [provenances.runId, provenances.hash],
    }).onDelete('cascade'),
    // For images that are deleted.
    index('tasks_by_image').on(t.imageSha256),
    index('tasks_by_state').on(t.runId, t.state, t.imageSha256),
    index('tasks_taken')
      .on(t.worker)
      .where(sql`${t.state} = 'taken'`),
    check('tasks_worker', sql`(${t.state} = 'taken') = (${t.worker} is not null)`),
    check('tasks_parse_status', sql`(${t.state} = 'explained') = (${t.parseStatus} is not null)`),
    check('tasks_reason', sql`${t.state} <> 'failed' or ${t.reason} is not null`),
  ],
);

/** Runs that a worker may add to at any moment. */
export const runsInProgress = inference.view('runs_in_progress', { runId: uuid('run_id').notNull() }).as(sql`
select run_id from inference.generations where state in ('running', 'paused')`);

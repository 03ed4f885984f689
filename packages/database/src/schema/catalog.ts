import type { ParseProblem, ReadingSettings, Region } from '@fakexplain/explanation';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';

/** What exists to be judged: datasets, images, sources and their explanations. Written by catalog, and by inference for its runs. */
export const catalog = pgSchema('catalog');

/**
 * What a file can tell beside what is seen: a block of `exif`, `text` chunks or comments, a packet of `xmp`, content
 * credentials (`c2pa`), in any of them words on how it was `made`, pixels that are `transparent`.
 */
export type FileMark = 'exif' | 'text' | 'xmp' | 'c2pa' | 'made' | 'transparent';

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const createdAt = () => timestamp('created_at', { withTimezone: true }).notNull().defaultNow();

export const datasetKind = catalog.enum('dataset_kind', ['in_distribution', 'ood', 'demo', 'other']);
export const localisationMeaning = catalog.enum('localisation_meaning', [
  'visible_artifact',
  'manipulated_region',
  'whole_image',
]);
export const imageLabel = catalog.enum('image_label', ['real', 'generated']);
export const sourceKind = catalog.enum('source_kind', ['human', 'model', 'control', 'stand-in']);
export const parseStatus = catalog.enum('parse_status', ['ok', 'partial', 'failed']);
export const runOrigin = catalog.enum('run_origin', ['import', 'generation']);

export const datasets = catalog.table('datasets', {
  id: uuid('id').primaryKey().defaultRandom(),
  slug: text('slug').notNull().unique(),
  title: text('title').notNull(),
  kind: datasetKind('kind').notNull(),
  licence: text('licence').notNull(),
  origin: text('origin').notNull(),
  localisation: localisationMeaning('localisation').notNull(),
  /** BCP 47 tag of the language of its explanations; null where nobody said it. */
  language: text('language'),
  createdAt: createdAt(),
});

/** Bytes are in the blob store under the same hash. */
export const images = catalog.table(
  'images',
  {
    sha256: text('sha256').primaryKey(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    mediaType: text('media_type').notNull(),
    byteSize: integer('byte_size').notNull(),
    /** 64-bit difference hash of the image, hex; null until it is computed. Near duplicates differ in few bits. */
    perceptualHash: text('perceptual_hash'),
    /** What the file tells beside what can be seen in it; null until it is looked at. */
    marks: text('marks').array().$type<FileMark[]>(),
    createdAt: createdAt(),
  },
  (t) => [
    check('images_sha256_is_hex', sql`${t.sha256} ~ '^[0-9a-f]{64}$'`),
    index('images_by_perceptual_hash').on(t.perceptualHash),
    check('images_have_area', sql`${t.width} > 0 and ${t.height} > 0`),
  ],
);

/** Small pictures of images for lists, made when they are first asked for. Their bytes are blobs. */
export const thumbnails = catalog.table('thumbnails', {
  imageSha256: text('image_sha256')
    .primaryKey()
    .references(() => images.sha256),
  /** Raised when thumbnails are made otherwise. */
  version: smallint('version').notNull(),
  /** Hash of its own bytes. */
  sha256: text('sha256').notNull(),
  createdAt: createdAt(),
});

/** An image's place in a dataset: the same bytes may stand in several, with different labels. */
export const datasetImages = catalog.table(
  'dataset_images',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    datasetId: uuid('dataset_id')
      .notNull()
      .references(() => datasets.id),
    imageSha256: text('image_sha256')
      .notNull()
      .references(() => images.sha256),
    /** Path inside the dataset as it was distributed. */
    path: text('path').notNull(),
    label: imageLabel('label').notNull(),
    generator: text('generator'),
    category: text('category'),
    fold: smallint('fold'),
    /** Video or identity that several images share. */
    groupKey: text('group_key'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('dataset_images_once').on(t.datasetId, t.imageSha256),
    unique('dataset_images_path_once').on(t.datasetId, t.path),
    index('dataset_images_by_image').on(t.imageSha256),
    check('dataset_images_fold', sql`${t.fold} between 0 and 3`),
  ],
);

/** Who explains: a human annotator group, a model at one checkpoint, a control, a demo stand-in. */
export const sources = catalog.table('sources', {
  id: uuid('id').primaryKey().defaultRandom(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  kind: sourceKind('kind').notNull(),
  demo: boolean('demo').notNull().default(false),
  description: text('description').notNull().default(''),
  createdAt: createdAt(),
});

/** One source explaining one dataset, generated here or brought in as a file. */
export const runs = catalog.table(
  'runs',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    sourceId: uuid('source_id')
      .notNull()
      .references(() => sources.id),
    datasetId: uuid('dataset_id')
      .notNull()
      .references(() => datasets.id),
    origin: runOrigin('origin').notNull(),
    /** Whether others of the dataset are scored against its explanations. */
    reference: boolean('reference').notNull().default(false),
    /** For an import, the file's name; for a generation, what it was started as. */
    title: text('title').notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique('runs_once').on(t.sourceId, t.datasetId, t.title)],
);

export const explanations = catalog.table(
  'explanations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    imageSha256: text('image_sha256')
      .notNull()
      .references(() => images.sha256),
    verdict: imageLabel('verdict'),
    probability: doublePrecision('probability'),
    tags: text('tags').array().notNull(),
    reasoning: text('reasoning').notNull(),
    regions: jsonb('regions').$type<Region[]>().notNull(),
    /** The source's own words; null where it came in structured form. */
    rawText: text('raw_text'),
    grammar: text('grammar'),
    coordinateSpace: text('coordinate_space'),
    /** Settings with which the text was read; null for the defaults of its grammar. */
    readingSettings: jsonb('reading_settings').$type<ReadingSettings>(),
    /** Version of the parser that read the text; null where no parser did, or its grammar or space is unknown. */
    parserVersion: integer('parser_version'),
    parseStatus: parseStatus('parse_status').notNull(),
    parseProblems: jsonb('parse_problems').$type<ParseProblem[]>().notNull(),
    /** SHA-256 of what a rater sees; explanations with equal hashes are never compared. */
    contentHash: bytes('content_hash').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique('explanations_once').on(t.runId, t.imageSha256),
    index('explanations_by_image').on(t.imageSha256),
    check('explanations_probability', sql`${t.probability} between 0 and 1`),
  ],
);

/** Where an import of a file that was sent to the service is. */
export const importState = catalog.enum('import_state', [
  'uploading',
  'uploaded',
  'waiting',
  'running',
  'stopping',
  'stopped',
  'done',
  'refused',
  'failed',
]);

/** Files sent to the service in parts, and what is made of them. The parts lie in the folder of uploads under the id. */
export const imports = catalog.table(
  'imports',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    fileName: text('file_name').notNull(),
    byteSize: bigint('byte_size', { mode: 'number' }).notNull(),
    state: importState('state').notNull().default('uploading'),
    /** Whether it is to tell what would go in, or told so last. */
    dryRun: boolean('dry_run').notNull().default(false),
    /** How the file is read, as it was asked for last; null before that. */
    settings: jsonb('settings').$type<unknown>(),
    /** Slug of the dataset that it goes into: of imports into one dataset, one runs at a time. */
    dataset: text('dataset'),
    progress: jsonb('progress').$type<unknown>(),
    report: jsonb('report').$type<unknown>(),
    /** Why it was refused or failed. */
    reason: text('reason'),
    createdAt: createdAt(),
    /** When a part came, it was asked for something, or its work was last known to go on. */
    touchedAt: timestamp('touched_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [check('imports_have_bytes', sql`${t.byteSize} > 0`)],
);

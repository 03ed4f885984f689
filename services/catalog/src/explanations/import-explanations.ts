import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Database } from '@fakexplain/database';
import type { NewExplanation } from '@fakexplain/database/explanations';
import { catalogSchema } from '@fakexplain/database/schema';
import { and, eq, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import { findDataset } from '../datasets/ensure-dataset.ts';
import { normalisePath } from '../images/locate-image.ts';
import { selectImages } from '../images/select-images.ts';
import { checkRow, parseJson } from '../rows/check-row.ts';
import { importRows, type ImportOptions, type ImportSummary } from '../rows/import-rows.ts';
import { readLines } from '../rows/read-lines.ts';
import { madeWithRows } from '../rows/made-with-rows.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import { expectFormat, requireContent } from '../formats/expect-format.ts';
import { isAnswerFormat, recognise, type AnswerFormat } from '../formats/known-formats.ts';
import type { FileSample } from '../formats/sample-file.ts';
import { requireFile } from '../rows/require-file.ts';
import { checkSource, ensureSource, type SourceEntry } from '../sources.ts';
import { ensureRun } from './ensure-run.ts';
import {
  explanationRowSchema,
  headerSchema,
  readExplanation,
  type ExplanationRow,
  type Reading,
} from './explanation-row.ts';
import { importAnswers, type AnswersImport } from './import-answers.ts';
import { storeBatch } from './store-explanations.ts';

const { datasetImages, images } = catalogSchema;

export interface ExplanationsImport {
  db: Database;
  /** JSONL; its name becomes the title of the run. */
  file: string;
  /** Slug of a dataset that has the images. */
  dataset: string;
  /** Whose explanations these are, where the file's header does not say; the header takes precedence. */
  source?: (Pick<SourceEntry, 'slug'> & Partial<SourceEntry>) | undefined;
  /** Others of the dataset are to be scored against these. */
  reference?: boolean | undefined;
  /** How a file of another tool is read; without a format, its content tells. */
  answers?: Omit<AnswersImport, 'format' | 'reading'> & { format?: AnswerFormat | undefined };
  /** How raw texts are read, where neither rows nor a header say. */
  reading?: Reading | undefined;
}

/**
 * Brings in what a source said about images of a dataset, as one run. May be repeated: what is there is left
 * alone. `summary.added` counts by parse status.
 * @throws ImportRefused where nothing can be imported at all
 */
export async function importExplanations(
  { db, file, dataset: slug, source: named, reference = false, answers, reading = {} }: ExplanationsImport,
  { say, ...options }: ImportOptions & { say?: ((line: string) => void) | undefined } = {},
): Promise<{ summary: ImportSummary; notes: string[] }> {
  await requireFile(file);
  const sample = await requireContent(file);
  const format = answers?.format ?? (await findFormat(file, sample, say));
  const dataset = await findDataset(db, slug);
  if (!dataset) throw new ImportRefused(`There is no dataset ${slug}: import its images first.`);
  const header = format ? undefined : await readHeader(file);
  const source = header?.source ?? named;
  if (!source) throw new ImportRefused(`${file} has no header row, so say whose explanations these are.`);
  if (named && named.slug !== source.slug) {
    throw new ImportRefused(`${file} holds explanations of ${source.slug}, not of ${named.slug}.`);
  }
  await checkSource(db, source);
  const withRun = madeWithRows(db, async (tx) => {
    const sourceId = await ensureSource(tx, source);
    return ensureRun(tx, { sourceId, datasetId: dataset.id, title: basename(file), reference });
  });
  const store = (rows: NewExplanation[]) =>
    withRun((tx, runId) =>
      storeBatch(tx, { datasetId: dataset.id, runId }, rows, ({ parseStatus }) => parseStatus),
    );
  if (format) return importAnswers(db, file, dataset, store, { ...answers, format, reading }, options);
  const summary = await importRows(
    {
      file,
      skip: header ? 1 : 0,
      prepare: async (json) => {
        const row = checkRow(explanationRowSchema, json);
        const image = await findImage(db, dataset, row);
        return {
          found: image,
          imageSha256: image.sha256,
          ...readExplanation(row, image, { ...reading, ...header }),
        };
      },
      identity: ({ imageSha256 }) => ({ key: imageSha256, field: 'image' }),
      understand: ({ found: { path, label }, ...explanation }) => ({ image: path, label, explanation }),
      store,
    },
    options,
  );
  return { summary, notes: [] };
}

/**
 * The format of another tool that a file has by its content; none for one in our own form.
 * @throws ImportRefused for what no format of explanations reads
 */
async function findFormat(
  file: string,
  sample: FileSample,
  say: ((line: string) => void) | undefined,
): Promise<AnswerFormat | undefined> {
  const found = recognise(sample);
  if (found && isAnswerFormat(found.name)) {
    say?.(`This looks like ${found.title}; it is read with --format ${found.name}.`);
    return found.name;
  }
  await expectFormat(file, ['explanations'], { lines: true, fields: ['image', 'sha256', 'source'] });
  return undefined;
}

/** The image that a row means: by its path in the dataset, its hash, or both where they agree. */
async function findImage(db: Database, dataset: { id: string; slug: string }, row: ExplanationRow) {
  const { image: path, sha256 } = row;
  const [field, named] = path === undefined ? ['sha256', sha256] : ['image', path];
  if (named === undefined) throw new RowRefused('image', 'the row names no image: give "image" or "sha256"');
  const [found] = await selectImages(db).where(
    and(
      eq(datasetImages.datasetId, dataset.id),
      path === undefined ? eq(images.sha256, named) : inArray(datasetImages.path, formsOf(path)),
    ),
  );
  if (!found) throw new RowRefused(field, `the dataset ${dataset.slug} has no image ${named}`);
  if (sha256 !== undefined && sha256 !== found.sha256) {
    throw new RowRefused('sha256', `the dataset's ${named} has the hash ${found.sha256}`);
  }
  return found;
}

/** A path as a dataset may have it: earlier imports kept characters as the file system has them. */
function formsOf(path: string): string[] {
  const normal = normalisePath(path, 'image');
  return [...new Set([path, normal, normal.normalize('NFD')])];
}

/**
 * The header of a file, if its first row is one: if it has a "source".
 * @throws ImportRefused where the header is not as it should be: every row would be read wrongly
 */
async function readHeader(file: string): Promise<z.infer<typeof headerSchema> | undefined> {
  for await (const { number, text } of readLines(createReadStream(file))) {
    const json = text instanceof RowRefused ? undefined : tryJson(text);
    if (typeof json !== 'object' || json === null || !('source' in json)) return undefined;
    try {
      return checkRow(headerSchema, json);
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      const faults = error.faults.map(({ field, reason }) => `${field || 'form'}: ${reason}`);
      throw new ImportRefused(`${file}:${number}: the header is not as it should be: ${faults.join('; ')}`);
    }
  }
  return undefined;
}

function tryJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

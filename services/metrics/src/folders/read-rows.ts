import { createHmac } from 'node:crypto';
import type { Sql } from '@fakexplain/database';
import type { ParseProblem, ParseStatus, Region, Verdict } from '@fakexplain/explanation';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { ParquetCell } from '@fakexplain/service-kit/parquet';
import { describedMetrics, registry, scorerVersion, valueIn, type Entries } from '../metrics/registry.ts';
import { keyOf } from '../metrics/metric.ts';
import { imagesOf, saidOf, type FolderSubject } from './find-subject.ts';
import type { FolderTable } from './tables.ts';
import type { Row } from './write-shards.ts';

export interface Reading {
  /** A transaction, so that all tables are of one state. */
  tx: Sql;
  blobs: Pick<BlobStore, 'get'>;
  subject: FolderSubject;
  /** Whether images are read that the public is not shown now. */
  withWithheld: boolean;
  /** Of ids and names that stand for those of a study that is still blind; kept nowhere else. */
  key: string;
  /** Told the hashes of images whose bytes are not in the blob store. */
  onMissing: (sha256: string) => void;
}

/** Rows fetched at once. */
const page = 100;

/** The rows of a table, sorted by image and then by the random ids of explanations, so that order says nothing of sources. */
export const rowsOf: Record<FolderTable, (reading: Reading) => AsyncGenerator<Row>> = {
  images: readImages,
  explanations: readExplanations,
  regions: readRegions,
  scores: readScores,
};

/** How many rows the tables of images and explanations have. */
export async function countRows({ tx, ...reading }: Pick<Reading, 'tx' | 'subject' | 'withWithheld'>) {
  const [counts] = await tx<{ images: number; explanations: number }[]>`
    select
      (select count(*)::int from (${imagesOf(tx, reading.subject)}) i where ${isShown(tx, reading)}) as images,
      (select count(*)::int from (${saidOf(tx, reading.subject)}) said
        join catalog.explanations i on i.id = said.explanation_id where ${isShown(tx, reading)}) as explanations`;
  return counts ?? { images: 0, explanations: 0 };
}

/** Condition on an image `i`. */
export const isShown = (tx: Sql, { withWithheld }: Pick<Reading, 'withWithheld'>) => tx`
  (${withWithheld} or not exists (select from arena.embargoed_images m where m.image_sha256 = i.image_sha256))`;

interface ImageRow extends Record<string, ParquetCell> {
  image_sha256: string;
  path: string;
}

async function* readImages({ tx, blobs, subject, onMissing, ...reading }: Reading): AsyncGenerator<Row> {
  const rows = tx<ImageRow[]>`
    select i.image_sha256, d.slug as dataset, i.path, m.width, m.height, i.label, i.generator, i.category, i.fold,
      i.group_key as "group"
    from (${imagesOf(tx, subject)}) i
    join catalog.datasets d on d.id = i.dataset_id
    join catalog.images m on m.sha256 = i.image_sha256
    where ${isShown(tx, reading)}
    order by i.image_sha256`;
  for await (const some of rows.cursor(page))
    for (const row of some) {
      const blob = await blobs.get(row.image_sha256);
      if (!blob) onMissing(row.image_sha256);
      const bytes = blob ? await blob.bytes() : null;
      const weight = 500 + (bytes?.length ?? 0);
      yield { cells: { ...row, image: bytes && { bytes, path: row.path } }, weight };
    }
}

interface SaidRow {
  id: string;
  image: string;
  source: string;
  source_name: string;
  source_kind: string;
  run: string;
  reference: boolean;
  verdict: Verdict | null;
  probability: number | null;
  tags: string[];
  reasoning: string;
  /** JSON. */
  regions: string;
  text: string | null;
  parse_status: ParseStatus;
  problems: string;
}

/** Explanations with what tells whose they are, unless the study is still blind. */
async function* readSaid({ tx, subject, ...reading }: Reading): AsyncGenerator<SaidRow> {
  const rows = tx<SaidRow[]>`
    select i.id, i.image_sha256 as image, s.slug as source, s.name as source_name, s.kind as source_kind, r.id as run,
      r.reference, i.verdict, i.probability, i.tags, i.reasoning, i.regions::text as regions, i.raw_text as text, i.parse_status,
      i.parse_problems::text as problems
    from (${saidOf(tx, subject)}) said
    join catalog.explanations i on i.id = said.explanation_id
    join catalog.runs r on r.id = i.run_id
    join catalog.sources s on s.id = r.source_id
    where ${isShown(tx, reading)}
    order by i.image_sha256, i.id`;
  for await (const some of rows.cursor(page)) yield* some;
}

const asKept = (text: string): Region[] => JSON.parse(text);
const codesOf = (text: string): string[] => (JSON.parse(text) as ParseProblem[]).map(({ code }) => code);

/** A name that says nothing, the same for the same words within a folder. */
const hidden = (key: string, words: string) =>
  `hidden-${createHmac('sha256', key).update(words).digest('hex').slice(0, 20)}`;

/** How an explanation, and who wrote it, are called in the folder. */
const namesOf = ({ subject, key }: Reading, { id, source }: Pick<SaidRow, 'id' | 'source'>) =>
  subject.blinded
    ? { explanation: hidden(key, id), source: hidden(key, source).slice(0, 15) }
    : { explanation: id, source };

async function* readExplanations(reading: Reading): AsyncGenerator<Row> {
  for await (const row of readSaid(reading)) {
    const { image, verdict, tags, reasoning, regions, text, parse_status } = row;
    const { source_name, source_kind, run, reference, probability } = row;
    const cells = {
      ...namesOf(reading, row),
      image_sha256: image,
      verdict,
      tags,
      reasoning,
      parse_status,
      // How a text is written, or that there is a probability, tells a model.
      ...(!reading.subject.blinded && { source_name, source_kind, run, reference, probability, text }),
      regions: asKept(regions).map(({ box: [x1, y1, x2, y2], description }) => ({
        x1,
        y1,
        x2,
        y2,
        description,
      })),
      parse_problems: reading.subject.blinded ? [] : codesOf(row.problems),
    };
    yield { cells, weight: 500 + 2 * (reasoning.length + regions.length + (text?.length ?? 0)) };
  }
}

async function* readRegions(reading: Reading): AsyncGenerator<Row> {
  for await (const row of readSaid(reading)) {
    const names = namesOf(reading, row);
    for (const [position, { box, description, mask }] of asKept(row.regions).entries()) {
      const [x1, y1, x2, y2] = box;
      const [mask_height = null, mask_width = null] = mask?.size ?? [];
      const mask_counts = mask?.counts ?? null;
      const cells = { ...names, image_sha256: row.image, position, x1, y1, x2, y2, description };
      const weight = 200 + description.length + (mask_counts?.length ?? 0);
      yield { cells: { ...cells, mask_height, mask_width, mask_counts }, weight };
    }
  }
}

/** Metrics with a value for each explanation, by their keys. */
const signatures = new Map(
  describedMetrics
    .filter(({ key }) =>
      registry.some((metric) => keyOf(metric) === key && 'score' in metric && metric.score),
    )
    .map(({ key, signature }) => [key, signature]),
);

/** Scores as they are kept now, without those of runs whose scores the public is not shown. */
async function* readScores(reading: Reading): AsyncGenerator<Row> {
  const { tx, subject, withWithheld } = reading;
  // Scores of an arm on many images are its own pattern.
  if (subject.blinded) return;
  const rows = tx<{ id: string; image: string; source: string; entries: string }[]>`
    select i.id, i.image_sha256 as image, s.slug as source, k.entries::text as entries
    from (${saidOf(tx, subject)}) said
    join catalog.explanations i on i.id = said.explanation_id
    join metrics.scores k on k.explanation_id = i.id and k.scorer = ${scorerVersion}
    join catalog.runs r on r.id = i.run_id
    join catalog.sources s on s.id = r.source_id
    where ${isShown(tx, reading)}
      and (${withWithheld} or not exists (select from arena.embargoed_runs x where x.run_id = r.id))
    order by i.image_sha256, i.id`;
  for await (const some of rows.cursor(page))
    for (const { id, image, source, entries } of some) {
      const kept: Entries = JSON.parse(entries);
      for (const [metric, signature] of signatures) {
        const value = valueIn(kept, metric);
        if (value === null) continue;
        yield {
          cells: { explanation: id, image_sha256: image, source, metric, signature, value },
          weight: 200,
        };
      }
    }
}

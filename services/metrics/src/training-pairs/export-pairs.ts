import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { usualLimits, writeShards, type Row } from '../folders/write-shards.ts';
import { makeFolder } from '../folders/make-folder.ts';
import { swiftRow, trlRow, type TrainingRow, type Wording } from './format-rows.ts';
import { labelledOf, pairOf, type NoRow, type RowSettings } from './make-rows.ts';
import { pairColumns, pairKinds, type PairKind } from './pair-columns.ts';
import { pairsReadme } from './pairs-readme.ts';
import { byImage, readLeftOut, readTallies, type LeftOutVotes, type WantedTallies } from './read-tallies.ts';
import { requireTold } from './require-told.ts';
import { splits, type Split } from './split-of.ts';

export interface ExportPairs extends RowSettings {
  study: string;
  /** Folder that is made; it must not be there, or be empty. */
  out: string;
  prompt: string;
  otherStudies: WantedTallies['otherStudies'];
  /** Whether images are written that the public is not shown now, and votes that it is not told. */
  withWithheld?: boolean;
  signal?: AbortSignal;
  onProgress?: (rows: number) => void;
}

export interface PairsSummary {
  study: { slug: string; title: string };
  settings: RowSettings & Pick<ExportPairs, 'prompt' | 'otherStudies'>;
  /** Rows by kind and split. */
  rows: Record<PairKind, Record<Split, number>>;
  /** What made no row, by kind and why: pairs of sides, or completions. */
  noRow: Record<PairKind, Record<NoRow, number>>;
  /** Votes that were not looked at, by why. */
  leftOut: LeftOutVotes;
  /** Rows without a picture, which are left out. */
  missing: number;
}

interface Stores {
  sql: Sql;
  blobs: Pick<BlobStore, 'get'>;
}

/**
 * Writes what raters of a study preferred as rows to be trained on: DPO and KTO, for TRL (Parquet with pictures) and ms-swift (JSON
 * lines beside a folder of pictures). All of one state of the database; the folder is there once it is whole, or not at all.
 *
 * @throws ProblemError `not-found`; `results-hidden` or `embargoed` where the public may not be told; `invalid-request` where
 *   something is in its place, or the space cannot hold an image
 */
export async function exportPairs(stores: Stores, wanted: ExportPairs): Promise<PairsSummary> {
  const { study, withWithheld = false } = wanted;
  return makeFolder(stores.sql, wanted.out, async (tx, folder) => {
    const found = await requireTold(tx, study, withWithheld);
    const tallies: WantedTallies = { studyId: found.id, withWithheld, otherStudies: wanted.otherStudies };
    const summary: PairsSummary = {
      study: { slug: found.slug, title: found.title },
      settings: wanted,
      rows: { dpo: { train: 0, test: 0 }, kto: { train: 0, test: 0 } },
      noRow: { dpo: noRows(), kto: noRows() },
      leftOut: await readLeftOut(tx, tallies),
      missing: 0,
    };
    const writing: Writing = {
      tx,
      blobs: stores.blobs,
      folder,
      wanted,
      tallies,
      summary,
      wording: { prompt: wanted.prompt, withSources: !found.blinded },
    };
    await mkdir(join(folder, 'images'));
    for (const kind of pairKinds) {
      await mkdir(join(folder, 'trl', kind), { recursive: true });
      await mkdir(join(folder, 'ms-swift'), { recursive: true });
      await writeSwift(writing, kind);
      for (const split of splits) await writeTrl(writing, kind, split);
    }
    await writeFile(join(folder, 'README.md'), pairsReadme(summary));
    return summary;
  });
}

const noRows = (): Record<NoRow, number> => ({ undecided: 0, contested: 0, unparsed: 0, identical: 0 });

interface Writing {
  tx: Sql;
  blobs: Stores['blobs'];
  folder: string;
  wanted: ExportPairs;
  tallies: WantedTallies;
  summary: PairsSummary;
  wording: Wording;
}

type Made = TrainingRow | NoRow;

async function* made({ tx, tallies, wanted }: Writing, kind: PairKind): AsyncGenerator<Made> {
  for await (const image of byImage(readTallies(tx, tallies))) {
    wanted.signal?.throwIfAborted();
    try {
      const rows = kind === 'dpo' ? image.map((tally) => pairOf(tally, wanted)) : labelledOf(image, wanted);
      for (const row of rows) {
        if (typeof row === 'string') yield row;
        else yield 'chosen' in row ? { kind: 'dpo', ...row } : { kind: 'kto', ...row };
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ProblemError('invalid-request', {
        detail: `The image ${image[0]?.image} cannot be written in the space ${wanted.space}: ${error.message}`,
      });
    }
  }
}

const extensions = new Map([
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/gif', 'gif'],
  ['image/tiff', 'tiff'],
  ['image/avif', 'avif'],
]);
const pathOf = ({ image, mediaType }: Pick<TrainingRow, 'image' | 'mediaType'>) =>
  `images/${image}.${extensions.get(mediaType) ?? 'img'}`;

/** JSON lines of both splits, and the pictures that they name; counts what there is. */
async function writeSwift(writing: Writing, kind: PairKind): Promise<void> {
  const { folder, summary, wording, wanted } = writing;
  const files = {
    train: await open(join(folder, 'ms-swift', `${kind}-train.jsonl`), 'wx'),
    test: await open(join(folder, 'ms-swift', `${kind}-test.jsonl`), 'wx'),
  };
  try {
    for await (const row of made(writing, kind)) {
      if (typeof row === 'string') {
        summary.noRow[kind][row] += 1;
        continue;
      }
      if (!(await keepPicture(writing, row))) {
        summary.missing += 1;
        continue;
      }
      await files[row.split].writeFile(`${JSON.stringify(swiftRow(row, pathOf(row), wording))}\n`);
      summary.rows[kind][row.split] += 1;
      wanted.onProgress?.(
        summary.rows.dpo.train + summary.rows.dpo.test + summary.rows.kto.train + summary.rows.kto.test,
      );
    }
  } finally {
    for (const split of splits) await files[split].close();
  }
  // Readers of JSON lines open no empty file.
  for (const split of splits)
    if (summary.rows[kind][split] === 0) await rm(join(folder, 'ms-swift', `${kind}-${split}.jsonl`));
}

/** @returns whether there is a picture */
async function keepPicture({ blobs, folder }: Writing, row: TrainingRow): Promise<boolean> {
  const blob = await blobs.get(row.image);
  if (!blob) return false;
  // Rows of one image come one after another, and those of the other kind later.
  await writeFile(join(folder, pathOf(row)), await blob.bytes(), { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return true;
}

async function writeTrl(writing: Writing, kind: PairKind, split: Split): Promise<void> {
  const table = {
    name: `trl/${kind}/${split}`,
    columns: pairColumns[kind],
    about: { huggingface: JSON.stringify({ info: { features: { image: { _type: 'Image' } } } }) },
  };
  await writeShards(writing.folder, table, trlRows(writing, kind, split), usualLimits);
}

async function* trlRows(writing: Writing, kind: PairKind, split: Split): AsyncGenerator<Row> {
  for await (const row of made(writing, kind)) {
    if (typeof row === 'string' || row.split !== split) continue;
    const bytes = await (await writing.blobs.get(row.image))?.bytes();
    if (!bytes) continue;
    const cells = { ...trlRow(row, writing.wording), image: { bytes, path: pathOf(row) } };
    yield { cells, weight: 5_000 + bytes.length };
  }
}

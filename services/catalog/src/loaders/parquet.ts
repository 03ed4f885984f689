import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
} from 'hyparquet';
import { z } from 'zod';
import { checkRow } from '../rows/check-row.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import type { Taken } from '../rows/take-rows.ts';
import { labelNamesInWords, type LabelNames } from './folder-labels.ts';
import { namesIn } from './list-images.ts';
import type { LoadedImage, Loader } from './loaded-set.ts';

/** What a column can be to us; those that are not named are called so in the file, or are not there. */
export const parquetRoles = ['image', 'label', 'path', 'generator', 'category', 'group', 'text'] as const;
export type ParquetRole = (typeof parquetRoles)[number];

const knownLabels: LabelNames = new Map([
  ['real', 'real'],
  ['generated', 'generated'],
  ['fake', 'generated'],
]);
/** Rows that are in memory at a time. */
const chunk = 32;
const compressors: Compressors = {
  GZIP: (packed) => gunzipSync(packed),
  BROTLI: (packed) => brotliDecompressSync(packed),
  ZSTD: (packed) => zstdDecompressSync(packed),
};

const bytesSchema = z.instanceof(Uint8Array);
/** A struct, or the bytes alone. */
const imageSchema = z.union([
  bytesSchema.transform((bytes) => ({ bytes, path: null })),
  z.object({ bytes: bytesSchema.nullish(), path: z.string().nullish() }),
]);
const featuresSchema = z.object({
  info: z.object({
    features: z.record(z.string(), z.looseObject({ names: z.array(z.string()).nullish() })),
  }),
});

interface Shard {
  file: string;
  buffer: AsyncBuffer;
  metadata: FileMetaData;
  rows: number;
}

/**
 * A set of the Hugging Face hub in Parquet, a file or a folder of them: images as `{bytes, path}` in a column, labels in another.
 * Codes of labels are numbers whose names only the file's metadata has; where these are none of ours, `labels` must say what
 * codes mean. Images are called by a column, their own path, or their file and row.
 */
export const parquet: Loader = {
  async load(path, { labels, columns = new Map() }) {
    const shards = await openShards(path);
    const [first] = shards;
    if (!first) throw new ImportRefused(`${path} holds no Parquet file.`);
    const known = parquetSchema(first.metadata).children.map(({ element }) => element.name);
    const roles = new Map<ParquetRole, string>();
    for (const role of parquetRoles) {
      const column = columns.get(role) ?? (known.includes(role) ? role : undefined);
      if (column !== undefined && !known.includes(column)) {
        throw new ImportRefused(`${first.file} has no column ${column}; it has: ${known.join(', ')}.`);
      }
      if (column !== undefined) roles.set(role, column);
    }
    for (const role of ['image', 'label'] as const) {
      if (!roles.has(role)) {
        throw new ImportRefused(
          `${first.file} has no column called ${role}: say which it is with --column ${role}=<name>; it has: ${known.join(', ')}.`,
        );
      }
    }
    const names = new Map([
      ...knownLabels,
      ...classNames(first.metadata, roles.get('label') ?? ''),
      ...labels,
    ]);
    const others = known.filter((name) => ![...roles.values()].includes(name));
    return {
      root: path,
      total: shards.reduce((sum, { rows }) => sum + rows, 0),
      labels: `${labelNamesInWords(names, '')}, by the column ${roles.get('label')}`,
      notes: others.length > 0 ? [`Columns that are left out: ${others.join(', ')}`] : [],
      ...(roles.has('text') && {
        reference: { title: 'texts of the set', description: `the column ${roles.get('text')} of the set` },
      }),
      rows: rowsOf(shards, roles, names),
    };
  },
};

async function openShards(path: string): Promise<Shard[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ImportRefused(`There is no file or folder ${path}.`);
  const files = found.isDirectory()
    ? (await namesIn(path)).filter((name) => name.endsWith('.parquet')).map((name) => join(path, name))
    : [path];
  const shards: Shard[] = [];
  for (const file of files) {
    const buffer = await asyncBufferFromFile(file);
    try {
      const metadata = await parquetMetadataAsync(buffer);
      shards.push({ file, buffer, metadata, rows: Number(metadata.num_rows) });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new ImportRefused(`${file} cannot be read as Parquet: ${said}`);
    }
  }
  return shards;
}

/** Codes of a ClassLabel with the meaning of their names, as far as they are words that we know. */
function classNames({ key_value_metadata: pairs }: FileMetaData, column: string): LabelNames {
  const written = pairs?.find(({ key }) => key === 'huggingface')?.value;
  const parsed = featuresSchema.safeParse(written === undefined ? undefined : JSON.parse(written));
  const names = parsed.data?.info.features[column]?.names ?? [];
  return new Map(
    names.flatMap((name, code) => {
      const label = knownLabels.get(name.trim().toLowerCase());
      return label === undefined ? [] : [[String(code), label] as const];
    }),
  );
}

async function* rowsOf(
  shards: readonly Shard[],
  roles: ReadonlyMap<ParquetRole, string>,
  names: LabelNames,
): AsyncGenerator<Taken<LoadedImage>> {
  let done = 0;
  for (const { file, buffer, metadata, rows } of shards) {
    for (let rowStart = 0; rowStart < rows; rowStart += chunk) {
      const rowEnd = Math.min(rows, rowStart + chunk);
      const options = {
        file: buffer,
        metadata,
        compressors,
        utf8: false,
        rowStart,
        rowEnd,
        columns: [...roles.values()],
      };
      const taken = await parquetReadObjects(options);
      for (const [offset, row] of taken.entries()) {
        done += 1;
        const number = rowStart + offset;
        const prepare = async () => asImage(row, `${basename(file, '.parquet')}/${number}`, roles, names);
        yield { place: { file, field: `[${number}]` }, done, prepare };
      }
    }
  }
}

function asImage(
  row: Record<string, unknown>,
  nameless: string,
  roles: ReadonlyMap<ParquetRole, string>,
  names: LabelNames,
): LoadedImage {
  const column = (role: ParquetRole) => roles.get(role) ?? role;
  const cell = (role: ParquetRole) => (roles.has(role) ? row[column(role)] : undefined);
  const words = (role: ParquetRole) => {
    const value = cell(role);
    return value === null || value === undefined || value === '' ? undefined : String(value);
  };
  const field = column('image');
  if (!cell('image')) throw new RowRefused(field, 'the row has no image');
  const { bytes, path } = checkRow(imageSchema, cell('image'));
  if (!bytes) {
    throw new RowRefused(
      field,
      `the image has a path (${path ?? 'none'}) and no bytes: the set was written without its pixels`,
    );
  }
  const code = words('label') ?? 'nothing';
  const label = names.get(code.trim().toLowerCase());
  if (label === undefined) {
    const known = labelNamesInWords(names, '');
    throw new RowRefused(
      column('label'),
      `${code} says nothing (known: ${known}); say what it means with --label ${code}=real or ${code}=generated`,
    );
  }
  return {
    file: words('path') ?? (path ? `${nameless.split('/')[0]}/${path}` : nameless),
    bytes,
    field,
    label,
    facts: { generator: words('generator'), category: words('category'), group: words('group') },
    text: words('text'),
  };
}

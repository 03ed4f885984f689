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
import type { Verdict } from '@fakexplain/explanation';
import { z } from 'zod';
import { checkRow } from '../rows/check-row.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import type { Taken } from '../rows/take-rows.ts';
import { labelNamesInWords, labelWords, type LabelNames } from './folder-labels.ts';
import { namesIn } from './list-images.ts';
import type { LoadedImage, LoadedMask, Loader } from './loaded-set.ts';

/**
 * What a column can be to us. Those that are not named are called so in the file, or are not there; one that is named '' is
 * left out.
 */
export const parquetRoles = [
  'image',
  'label',
  'path',
  'generator',
  'category',
  'group',
  'text',
  'mask',
] as const;
export type ParquetRole = (typeof parquetRoles)[number];

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
  z.strictObject({ bytes: bytesSchema.nullish(), path: z.string().nullish() }),
]);
const numberSchema = z.union([z.number(), z.bigint().transform(Number)]);
const maskShapeSchema = z.union([
  z.object({
    size: z.tuple([numberSchema, numberSchema]),
    counts: z.union([
      z.string(),
      bytesSchema.transform((bytes) => Buffer.from(bytes).toString('latin1')),
      z.array(numberSchema),
    ]),
  }),
  z.array(z.array(numberSchema)),
]);
/** A picture as images are written, or COCO's runs or polygons, also as JSON. */
const maskSchema = z.union(
  [
    imageSchema,
    maskShapeSchema,
    z
      .string()
      .transform((text, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.addIssue('is not JSON');
          return z.NEVER;
        }
      })
      .pipe(maskShapeSchema),
  ],
  { error: 'a mask is a picture {bytes, path}, runs {size: [height, width], counts}, or polygons' },
);
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
 * codes mean. Images are called by a column, their own path, or their file and row. Texts and masks become its reference.
 */
export const parquet: Loader = {
  async load(path, { labels, columns = new Map() }) {
    const shards = await openShards(path);
    const [first] = shards;
    if (!first) throw new ImportRefused(`${path} holds no Parquet file.`);
    const known = parquetSchema(first.metadata).children.map(({ element }) => element.name);
    const roles = new Map<ParquetRole, string>();
    for (const role of parquetRoles) {
      const column = columns.get(role) ?? (known.includes(role) ? role : '');
      if (column !== '' && !known.includes(column)) {
        throw new ImportRefused(`${first.file} has no column ${column}; it has: ${known.join(', ')}.`);
      }
      if (column !== '') roles.set(role, column);
    }
    for (const role of ['image', 'label'] as const) {
      if (!roles.has(role)) {
        throw new ImportRefused(
          `${first.file} has no column called ${role}: say which it is with --column ${role}=<name>; it has: ${known.join(', ')}.`,
        );
      }
    }
    const classes = classNames(first.metadata, roles.get('label') ?? '');
    const words = new Map([...labelWords, ...labels]);
    const meanings = classes.flatMap((name, code) => {
      const label = words.get(name.trim().toLowerCase());
      return label === undefined ? [] : [[String(code), label] as const];
    });
    const names = new Map([...labelWords, ...meanings, ...labels]);
    const said = (['text', 'mask'] as const).filter((role) => roles.has(role));
    const others = known.filter((name) => ![...roles.values()].includes(name));
    return {
      root: path,
      total: shards.reduce((sum, { rows }) => sum + rows, 0),
      labels: `${labelNamesInWords(names, '')}, by the column ${roles.get('label')}`,
      notes: others.length > 0 ? [`Columns that are left out: ${others.join(', ')}`] : [],
      ...(said.length > 0 && {
        reference: {
          title: `${said.map((role) => `${role}s`).join(' and ')} of the set`,
          description: `of the set: ${said.map((role) => roles.get(role)).join(', ')}`,
        },
      }),
      rows: rowsOf(shards, roles, { names, classes }),
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

/** Names of the codes of a ClassLabel, by their order; none where the column is no such. */
function classNames({ key_value_metadata: pairs }: FileMetaData, column: string): readonly string[] {
  const written = pairs?.find(({ key }) => key === 'huggingface')?.value;
  const parsed = featuresSchema.safeParse(written === undefined ? undefined : JSON.parse(written));
  return parsed.data?.info.features[column]?.names ?? [];
}

/** What labels mean, and what the file calls their codes. */
interface Labels {
  names: LabelNames;
  classes: readonly string[];
}

async function* rowsOf(
  shards: readonly Shard[],
  roles: ReadonlyMap<ParquetRole, string>,
  labels: Labels,
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
        const prepare = async () => asImage(row, `${basename(file, '.parquet')}/${number}`, roles, labels);
        yield { place: { file, field: `[${number}]` }, done, prepare };
      }
    }
  }
}

function asImage(
  row: Record<string, unknown>,
  nameless: string,
  roles: ReadonlyMap<ParquetRole, string>,
  labels: Labels,
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
  if (!bytes) throw new RowRefused(field, withoutPixels(path));
  const label = labelOf(words('label'), column('label'), labels);
  return {
    file: words('path') ?? (path ? `${nameless.split('/')[0]}/${path}` : nameless),
    bytes,
    field,
    label,
    facts: { generator: words('generator'), category: words('category'), group: words('group') },
    text: words('text'),
    mask: readMask(cell('mask'), column('mask')),
  };
}

/** @throws RowRefused where the label is not there, or its meaning is not known */
function labelOf(code: string | undefined, field: string, { names, classes }: Labels): Verdict {
  if (code === undefined) throw new RowRefused(field, 'the row has no label');
  const label = names.get(code.trim().toLowerCase());
  if (label !== undefined) return label;
  const name = classes[Number(code)];
  const called = name === undefined ? code : `${code} (${name})`;
  const [word, known] = [name ?? code, labelNamesInWords(names, '')];
  const option = `say what it means with --label ${word}=real or --label ${word}=generated`;
  throw new RowRefused(field, `${called} says nothing (known: ${known}); ${option}`);
}

/** The mask in a cell; none where it is empty. */
function readMask(cell: unknown, field: string): LoadedMask | undefined {
  if (cell === null || cell === undefined || cell === '') return undefined;
  const mask = checkRow(z.object({ [field]: maskSchema }), { [field]: cell })[field];
  if (!mask) return undefined;
  if (Array.isArray(mask) || 'counts' in mask) return { field, shape: mask };
  if (mask.bytes) return { field, shape: mask.bytes };
  if (mask.path) throw new RowRefused(field, withoutPixels(mask.path));
  return undefined;
}

const withoutPixels = (path: string | null | undefined) =>
  `the image has a path (${path ?? 'none'}) and no bytes: the set was written without its pixels`;

import { createHash } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  encodeEnd,
  encodeGroup,
  type ParquetCell,
  type ParquetColumn,
  type RowGroup,
} from '@fakexplain/service-kit/parquet';

export interface Row {
  cells: Readonly<Record<string, ParquetCell>>;
  /** About how many bytes it takes. */
  weight: number;
}

export interface WrittenFile {
  /** Path in the folder, with slashes. */
  path: string;
  bytes: number;
  sha256: string;
  rows: number;
}

export interface ShardLimits {
  /** Rows that are encoded together, at most. */
  groupRows: number;
  /** Bytes of rows that are encoded together, about. */
  groupBytes: number;
  /** Bytes of a file, after which another one is begun. */
  fileBytes: number;
}

/** Of the sizes that the Hugging Face Hub asks for; a group is in memory some times over while it is encoded. */
export const usualLimits: ShardLimits = { groupRows: 2_000, groupBytes: 16 << 20, fileBytes: 500 << 20 };

interface Table {
  /** What the files are called, before their numbers; with slashes. */
  name: string;
  columns: readonly ParquetColumn[];
  /** Words of the files' metadata. */
  about: Record<string, string>;
}

/**
 * Writes rows as they come into numbered Parquet files, none where there is no row, in memory that holds one group of rows. A file stands
 * under its name once it is whole.
 */
export async function writeShards(
  folder: string,
  { name, columns, about }: Table,
  rows: AsyncIterable<Row>,
  limits: ShardLimits,
): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  let shard: Shard | undefined;
  const begin = () => beginShard(folder, `${name}-${String(files.length).padStart(5, '0')}.parquet`, columns);
  let group: Row[] = [];
  let weight = 0;
  const flush = async () => {
    if (group.length === 0) return;
    shard ??= await begin();
    await shard.add(group);
    group = [];
    weight = 0;
    if (shard.bytes() < limits.fileBytes) return;
    files.push(await shard.end(about));
    shard = undefined;
  };
  try {
    for await (const row of rows) {
      group.push(row);
      weight += row.weight;
      if (group.length >= limits.groupRows || weight >= limits.groupBytes) await flush();
    }
    await flush();
    if (shard) files.push(await shard.end(about));
    return files;
  } finally {
    await shard?.close();
  }
}

type Shard = Awaited<ReturnType<typeof beginShard>>;

/** A Parquet file that is being written, under another name until it is whole. */
async function beginShard(folder: string, path: string, columns: readonly ParquetColumn[]) {
  const draft = join(folder, `${path}.part`);
  const file = await open(draft, 'wx');
  const hash = createHash('sha256');
  const groups: RowGroup[] = [];
  let offset = 0;
  let rows = 0;
  const write = async (bytes: Uint8Array) => {
    await file.writeFile(bytes);
    hash.update(bytes);
    offset += bytes.length;
  };
  return {
    bytes: () => offset,
    async add(added: readonly Row[]): Promise<void> {
      const cells = columns.map(({ name }) => added.map((row) => row.cells[name] ?? null));
      const { bytes, group } = encodeGroup(cells, columns, offset);
      groups.push(group);
      rows += added.length;
      await write(bytes);
    },
    async end(about: Record<string, string>): Promise<WrittenFile> {
      await write(encodeEnd(columns, { offset, groups, about }));
      await file.sync();
      await file.close();
      await rename(draft, join(folder, path));
      return { path, bytes: offset, sha256: hash.digest('hex'), rows };
    },
    /** Gives the file back, where it was not ended. */
    close: () => file.close().catch(() => undefined),
  };
}

import { join } from 'node:path';
import type { Sql } from '@fakexplain/database';
import { directoryBlobs, type BlobStore } from '@fakexplain/service-kit/blobs';
import { copySound, readBlob } from './sound-blobs.ts';
import { namedBlobs } from './tables.ts';

export interface Damage {
  sha256: string;
  state: 'missing' | 'damaged';
  /** Where tables name it, in words. */
  uses: string[];
  /** Whether sound bytes stand in its place now. */
  isRepaired: boolean;
}

interface CheckOptions {
  sql: Sql;
  blobs: BlobStore;
  /** A backup that sound bytes are taken from. */
  from: string | undefined;
  signal: AbortSignal;
  tell: (line: string) => void;
}

/** Reads every blob that tables name, and yields those that are missing or have other bytes than their name says. */
export async function* checkBlobs({ sql, blobs, from, signal, tell }: CheckOptions): AsyncGenerator<Damage> {
  const backup = from === undefined ? undefined : directoryBlobs(join(from, 'blobs'));
  let done = 0;
  for await (const rows of sql.unsafe<{ sha256: string }[]>(`${namedBlobs} order by 1`).cursor(1_000)) {
    for (const { sha256 } of rows) {
      signal.throwIfAborted();
      done += 1;
      tell(`${done} blobs`);
      const { state } = await readBlob(blobs, sha256);
      if (state === 'sound') continue;
      const isRepaired = backup !== undefined && (await copySound(backup, blobs, sha256));
      yield { sha256, state, uses: await usesOf(sql, sha256), isRepaired };
    }
  }
}

const usesOf = async (sql: Sql, sha256: string): Promise<string[]> => {
  const rows = await sql<{ used: string }[]>`
    select 'dataset ' || d.slug || ', ' || i.path as used
    from catalog.dataset_images i join catalog.datasets d on d.id = i.dataset_id where i.image_sha256 = ${sha256}
    union select 'study ' || s.slug from arena.study_images i join arena.studies s on s.id = i.study_id
    where i.image_sha256 = ${sha256}
    union select 'thumbnail of ' || image_sha256 from catalog.thumbnails where sha256 = ${sha256}
    union select 'picture for raters of ' || image_sha256 from arena.pictures
    where look = ${sha256} or levels @> jsonb_build_array(jsonb_build_array(jsonb_build_array(${sha256}::text)))
    order by 1`;
  return rows.map(({ used }) => used);
};

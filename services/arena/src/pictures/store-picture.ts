import type { Sql, SqlOrTransaction } from '@fakexplain/database';
import { pictureVersion } from '@fakexplain/explanation/picture-levels';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { pictureEncoder, type Picture } from './make-picture.ts';

/** Hashes of a picture's parts in the blob store. */
export interface StoredPicture {
  look: string;
  /** Tiles by level, row and column. */
  levels: string[][][];
}

const mediaType = 'image/webp';

/** Keeps a picture, in place of one that an earlier version made. */
export async function storePicture(
  { sql, blobs }: { sql: Sql; blobs: BlobStore },
  image: string,
  picture: Picture,
  now: Date,
): Promise<StoredPicture> {
  let byteSize = 0;
  const put = (part: Uint8Array) => {
    byteSize += part.byteLength;
    return blobs.put(part, mediaType);
  };
  const look = await put(picture.look);
  const levels: string[][][] = [];
  for (const rows of picture.levels) {
    const hashes: string[][] = [];
    for (const tiles of rows) hashes.push(await Promise.all(tiles.map(put)));
    levels.push(hashes);
  }
  await sql`
    insert into arena.pictures (image_sha256, version, encoder, look, levels, byte_size, made_at)
    values (${image}, ${pictureVersion}, ${pictureEncoder}, ${look}, ${JSON.stringify(levels)}::text::jsonb, ${byteSize},
      ${now.toISOString()}::timestamptz)
    on conflict (image_sha256) do update set version = excluded.version, encoder = excluded.encoder,
      look = excluded.look, levels = excluded.levels, byte_size = excluded.byte_size, made_at = excluded.made_at`;
  return { look, levels };
}

/** The picture of an image, if one of the current version is there. */
export async function findPicture(sql: Sql, image: string): Promise<StoredPicture | undefined> {
  const [found] = await sql<StoredPicture[]>`
    select look, levels from arena.pictures where image_sha256 = ${image} and version = ${pictureVersion}`;
  return found;
}

/** Those of the images that have no picture of the current version, in their order. */
export async function selectMissing(sql: SqlOrTransaction, images: readonly string[]): Promise<string[]> {
  const rows = await sql<{ sha256: string }[]>`
    select sha256 from unnest(${sql.array([...images])}::text[]) with ordinality as asked(sha256, position)
    where not exists (select from arena.pictures p
      where p.image_sha256 = asked.sha256 and p.version = ${pictureVersion})
    order by position`;
  return rows.map(({ sha256 }) => sha256);
}

/** The images of studies that are open that have no picture of the current version. */
export async function selectMissingOfOpenStudies(sql: Sql): Promise<string[]> {
  const rows = await sql<{ sha256: string }[]>`
    select distinct asked.sha256 from (
      select study_id, image_sha256 as sha256 from arena.study_images
      union select study_id, image_sha256 from arena.practice_ballots
    ) asked
    join arena.studies s on s.id = asked.study_id and s.status = 'open'
    where not exists (select from arena.pictures p
      where p.image_sha256 = asked.sha256 and p.version = ${pictureVersion})`;
  return rows.map(({ sha256 }) => sha256);
}

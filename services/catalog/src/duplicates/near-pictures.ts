import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { groupPairs } from './group-pairs.ts';
import { nearHashes } from './near-hashes.ts';

/** Hashes of pictures without horizontal change, or with nothing else: far too many different pictures have them. */
const sayNothing = ['0'.repeat(16), 'f'.repeat(16)];

export interface NearPictures {
  /** Groups of different files. */
  groups: { hashes: string[]; distance: number }[];
  /** Pictures of the dataset in any of them. */
  pictures: number;
}

/** Pictures of a dataset that nearly are others, of it or of any other dataset. */
export async function findNearPictures(
  db: Database,
  datasetId: string,
  distance: number,
): Promise<NearPictures> {
  const rows = await db.execute<{ sha256: string; hash: string; inside: boolean }>(sql`
    select sha256, perceptual_hash as hash, exists (
        select from catalog.dataset_images where dataset_id = ${datasetId} and image_sha256 = sha256
      ) as inside
    from catalog.images
    where perceptual_hash not in ${sayNothing}
      and exists (select from catalog.dataset_images where image_sha256 = sha256)
    order by sha256`);
  const pictures = [...rows];
  const of = pictures.flatMap(({ inside }, index) => (inside ? [index] : []));
  const pairs = await nearHashes(
    pictures.map(({ hash }) => hash),
    of,
    distance,
  );
  const groups = groupPairs(pairs);
  const near = groups.flatMap(({ members }) => members).filter((index) => pictures[index]?.inside);
  return {
    groups: groups.map(({ members, distance }) => ({
      hashes: members.flatMap((index) => pictures[index]?.sha256 ?? []),
      distance,
    })),
    pictures: near.length,
  };
}

import type { Database } from '@fakexplain/database';
import { isPublicImage } from '@fakexplain/database/embargo';
import type { Reader } from '@fakexplain/service-kit';
import { sql } from 'drizzle-orm';
import { nearHashes, type NearPair } from './near-hashes.ts';

/** Hashes that many different images share: those without horizontal change, or with nothing else. */
const uninformativeHashes = ['0'.repeat(16), 'f'.repeat(16)];

export interface NearImages {
  /** Groups of different files. */
  groups: { hashes: string[]; distance: number }[];
  /** Images of the dataset in any of them. */
  images: number;
}

/** Images of a dataset that nearly are others, of it or of any other dataset; for the public without those under embargo. */
export async function findNearImages(
  db: Database,
  datasetId: string,
  distance: number,
  reader: Reader,
): Promise<NearImages> {
  const shown = reader === 'public' ? isPublicImage(sql`images.sha256`) : sql`true`;
  const rows = await db.execute<{ sha256: string; hash: string; inside: boolean }>(sql`
    select sha256, perceptual_hash as hash, exists (
        select from catalog.dataset_images where dataset_id = ${datasetId} and image_sha256 = sha256
      ) as inside
    from catalog.images
    where perceptual_hash not in ${uninformativeHashes}
      and exists (select from catalog.dataset_images where image_sha256 = sha256)
      and ${shown}
    order by sha256`);
  const images = [...rows];
  const of = images.flatMap(({ inside }, index) => (inside ? [index] : []));
  const pairs = await nearHashes(
    images.map(({ hash }) => hash),
    of,
    distance,
  );
  const groups = groupPairs(pairs);
  const near = groups.flatMap(({ members }) => members).filter((index) => images[index]?.inside);
  return {
    groups: groups.map(({ members, distance }) => ({
      hashes: members.flatMap((index) => images[index]?.sha256 ?? []),
      distance,
    })),
    images: near.length,
  };
}

export interface NearGroup {
  /** Indices, ascending. */
  members: number[];
  /** The most bits in which two that were found near each other differ. */
  distance: number;
}

/** Pairs that share members, put together, by distance and then first member. */
export function groupPairs(pairs: readonly NearPair[]): NearGroup[] {
  const parents = new Map<number, number>();
  const root = (index: number): number => {
    let at = index;
    for (let parent = parents.get(at); parent !== undefined && parent !== at; parent = parents.get(at)) {
      parents.set(at, parents.get(parent) ?? parent);
      at = parent;
    }
    return at;
  };
  for (const { a, b } of pairs) {
    const [low, high] = [root(a), root(b)].toSorted((x, y) => x - y);
    parents.set(high ?? b, low ?? a);
    parents.set(low ?? a, low ?? a);
  }
  const groups = new Map<number, NearGroup>();
  for (const index of [...parents.keys()].toSorted((x, y) => x - y)) {
    const group = groups.get(root(index)) ?? { members: [], distance: 0 };
    group.members.push(index);
    groups.set(root(index), group);
  }
  for (const { a, distance } of pairs) {
    const group = groups.get(root(a));
    if (group) group.distance = Math.max(group.distance, distance);
  }
  return [...groups.values()].toSorted(
    (x, y) => x.distance - y.distance || (x.members[0] ?? 0) - (y.members[0] ?? 0),
  );
}

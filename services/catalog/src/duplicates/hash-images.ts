import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { and, asc, count, eq, gt, isNull } from 'drizzle-orm';
import sharp from 'sharp';
import { perceptualHash } from '../images/perceptual-hash.ts';
import { mapInOrder } from '@fakexplain/service-kit';
import type { ImportOptions } from '../rows/take-rows.ts';

const { images } = catalogSchema;
const page = 64;
const concurrency = 4;

export interface HashedImages {
  hashed: number;
  /** Hashes of images whose bytes are gone or cannot be decoded. */
  failed: string[];
  interrupted: boolean;
}

/** Computes the perceptual hashes that images lack. May be repeated and interrupted. */
export async function hashImages(
  { db, blobs }: { db: Database; blobs: BlobStore },
  { signal, onProgress }: Pick<ImportOptions, 'signal' | 'onProgress'> = {},
): Promise<HashedImages> {
  const [found] = await db.select({ total: count() }).from(images).where(isNull(images.perceptualHash));
  const total = found?.total ?? 0;
  const result: HashedImages = { hashed: 0, failed: [], interrupted: true };
  async function* pending() {
    for (let after = ''; ;) {
      const rows = await db
        .select({ sha256: images.sha256 })
        .from(images)
        .where(and(isNull(images.perceptualHash), gt(images.sha256, after)))
        .orderBy(asc(images.sha256))
        .limit(page);
      yield* rows;
      after = rows.at(-1)?.sha256 ?? '';
      if (rows.length < page) break;
    }
    result.interrupted = false;
  }
  const hash = async ({ sha256 }: { sha256: string }) => ({ sha256, hash: await hashOf(blobs, sha256) });
  for await (const { sha256, hash: perceptualHash } of mapInOrder(pending(), concurrency, hash, signal)) {
    if (perceptualHash === undefined) {
      result.failed.push(sha256);
    } else {
      await db.update(images).set({ perceptualHash }).where(eq(images.sha256, sha256));
      result.hashed += 1;
    }
    const done = result.hashed + result.failed.length;
    onProgress?.({ done, total, rows: done, refused: result.failed.length });
  }
  return result;
}

async function hashOf(blobs: BlobStore, sha256: string): Promise<string | undefined> {
  const blob = await blobs.get(sha256);
  if (!blob) return undefined;
  const bytes = await new Response(await blob.stream()).bytes();
  return perceptualHash(sharp(bytes, { failOn: 'error', limitInputPixels: false })).catch(() => undefined);
}

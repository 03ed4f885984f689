import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { findMarks } from './find-marks.ts';

const { images } = catalogSchema;
const page = 100;

/**
 * Looks at the files of images that came before files were looked at. One at a time, as nobody waits for it; after an
 * interruption the next call goes on. An image whose file is lost or damaged stays without.
 * @returns how many were looked at
 */
export async function findMissingMarks(
  { db, blobs }: { db: Database; blobs: BlobStore },
  signal?: AbortSignal,
): Promise<number> {
  let looked = 0;
  for (let after = ''; ;) {
    const rows = await db
      .select({ sha256: images.sha256, mediaType: images.mediaType })
      .from(images)
      .where(and(isNull(images.marks), gt(images.sha256, after)))
      .orderBy(asc(images.sha256))
      .limit(page);
    for (const { sha256, mediaType } of rows) {
      if (signal?.aborted) return looked;
      const marks = await marksOf(blobs, sha256, mediaType);
      if (!marks) continue;
      await db.update(images).set({ marks }).where(eq(images.sha256, sha256));
      looked += 1;
    }
    after = rows.at(-1)?.sha256 ?? '';
    if (rows.length < page) return looked;
  }
}

async function marksOf(
  blobs: BlobStore,
  sha256: string,
  mediaType: string,
): Promise<catalogSchema.FileMark[] | null> {
  const blob = await blobs.get(sha256);
  try {
    return blob && (await findMarks(await blob.bytes(), mediaType));
  } catch {
    return null;
  }
}

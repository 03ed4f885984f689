import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { limitConcurrency } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { ground } from '@fakexplain/service-kit/images';
import { and, eq, sql } from 'drizzle-orm';
import sharp from 'sharp';

const { thumbnails } = catalogSchema;

/** Raised when thumbnails are made otherwise; part of their tags. */
export const thumbnailVersion = 1;
/** In pixels: twice what a list's tile is wide and high, for screens with two pixels for one. */
const size = { width: 400, height: 300 };
/** Lossy: lists are for finding an image, not for judging it. */
const format = { quality: 75 };
/** A page of a list asks for dozens at once; an image of 100 million pixels takes 300 MB while it is reduced. */
const madeAtOnce = 2;

/** Small pictures for lists, WebP: upright, on white where the image is transparent, without metadata. */
export interface Thumbnails {
  /** Of an image of the catalog; made when it is first asked for, and kept. */
  read: (image: string) => Promise<Uint8Array<ArrayBuffer>>;
}

export function createThumbnails({ db, blobs }: { db: Database; blobs: BlobStore }): Thumbnails {
  const limited = limitConcurrency(madeAtOnce);
  const underWay = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  async function make(image: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await limited(async () => reduce(await readOriginal(blobs, image)));
    const sha256 = await blobs.put(bytes, 'image/webp');
    await db
      .insert(thumbnails)
      .values({ imageSha256: image, version: thumbnailVersion, sha256 })
      .onConflictDoUpdate({
        target: thumbnails.imageSha256,
        set: { version: thumbnailVersion, sha256, createdAt: sql`now()` },
      });
    return bytes;
  }

  return {
    async read(image) {
      const [kept] = await db
        .select({ sha256: thumbnails.sha256 })
        .from(thumbnails)
        .where(and(eq(thumbnails.imageSha256, image), eq(thumbnails.version, thumbnailVersion)));
      const blob = kept && (await blobs.get(kept.sha256));
      if (blob) return blob.bytes();
      // An image that several ask for at once is decoded once.
      const making = underWay.get(image) ?? make(image).finally(() => underWay.delete(image));
      underWay.set(image, making);
      return making;
    },
  };
}

async function readOriginal(blobs: BlobStore, image: string): Promise<Uint8Array> {
  const blob = await blobs.get(image);
  if (!blob) throw new Error(`the blob store lacks the image ${image}, which the catalog has`);
  return blob.bytes();
}

async function reduce(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const reduced = await sharp(bytes, { failOn: 'error', limitInputPixels: false, sequentialRead: true })
    .autoOrient()
    .resize({ ...size, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: ground })
    .toColourspace('srgb')
    .webp(format)
    .toBuffer();
  return Uint8Array.from(reduced);
}

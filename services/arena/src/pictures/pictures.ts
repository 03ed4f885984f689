import type { Sql } from '@fakexplain/database';
import { limitConcurrency, mapInOrder } from '@fakexplain/service-kit';
import { BlobDamaged, type BlobStore } from '@fakexplain/service-kit/blobs';
import { ImageRefused } from '@fakexplain/service-kit/images';
import { makePicture, type Picture } from './make-picture.ts';
import { findPicture, storePicture, type StoredPicture } from './store-picture.ts';

/** An image of 100 million pixels takes 300 MB while its picture is made. */
const madeAtOnce = 2;

/** All of a picture in small, or one tile of a level. */
export type PicturePart = 'look' | { level: number; column: number; row: number };

/** The pictures of images: made once, kept as blobs. */
export interface Pictures {
  /**
   * Makes the pictures of images until `signal` is aborted; those begun are finished.
   * @throws PictureRefused
   */
  make: (images: readonly string[], signal?: AbortSignal) => Promise<void>;
  /**
   * Bytes of a part of an image's picture, WebP; null where it has no such part. A picture that is not there is made.
   * @throws PictureRefused
   */
  read: (image: string, part: PicturePart) => Promise<Uint8Array | null>;
}

/** An image that no picture can be made of. Its place in a dataset is not for raters to know, so this says none. */
export class PictureRefused extends Error {
  override name = 'PictureRefused';
  /** Hash of the image. */
  readonly image: string;
  constructor(image: string, reason: string, cause: unknown) {
    super(reason, { cause });
    this.image = image;
  }
}

interface PicturesOptions {
  sql: Sql;
  blobs: BlobStore;
  clock: () => Date;
  /** Makes a picture of an image's bytes; default: `makePicture`. */
  makePicture?: ((bytes: Uint8Array) => Promise<Picture>) | undefined;
}

export function createPictures({
  sql,
  blobs,
  clock,
  makePicture: make = makePicture,
}: PicturesOptions): Pictures {
  const limited = limitConcurrency(madeAtOnce);
  // An image that several ask for at once is decoded once.
  const underWay = new Map<string, Promise<StoredPicture>>();

  /** @param isLost whether it is there, but its parts are not */
  const makeOne = (image: string, isLost = false): Promise<StoredPicture> => {
    const making =
      underWay.get(image) ??
      limited(async () => {
        // One that was under way when it was found missing may be there by now.
        const there = isLost ? null : await findPicture(sql, image);
        if (there) return there;
        const picture = await make(await readOriginal(blobs, image)).catch((error: unknown) => {
          if (error instanceof ImageRefused) throw new PictureRefused(image, error.message, error);
          throw error;
        });
        return storePicture({ sql, blobs }, image, picture, clock());
      }).finally(() => underWay.delete(image));
    underWay.set(image, making);
    return making;
  };

  return {
    async make(images, signal) {
      async function* asked() {
        yield* images;
      }
      const made = mapInOrder(asked(), madeAtOnce, (image) => makeOne(image), signal);
      while (!(await made.next()).done);
    },
    async read(image, part) {
      const stored = (await findPicture(sql, image)) ?? (await makeOne(image));
      const hash = hashOf(stored, part);
      if (hash === undefined) return null;
      // A part that the blob store lost is made again with the others.
      const blob = (await blobs.get(hash)) ?? (await makeOne(image, true).then(() => blobs.get(hash)));
      if (!blob) throw new Error(`the blob store lacks ${hash}, a part of the picture of ${image}`);
      return blob.bytes();
    },
  };
}

function hashOf({ look, levels }: StoredPicture, part: PicturePart): string | undefined {
  return part === 'look' ? look : levels[part.level]?.[part.row]?.[part.column];
}

/** @throws PictureRefused where the blob store has no such bytes, or damaged them */
async function readOriginal(blobs: BlobStore, image: string): Promise<Uint8Array> {
  const blob = await blobs.get(image);
  if (!blob) throw new PictureRefused(image, 'its file is not in the blob store', undefined);
  try {
    return await blob.bytes();
  } catch (error) {
    if (error instanceof BlobDamaged)
      throw new PictureRefused(image, 'its file in the blob store is damaged', error);
    throw error;
  }
}

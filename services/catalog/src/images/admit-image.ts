import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { ImageRefused, inspectImage, type ImageFacts } from '@fakexplain/service-kit/images';
import { eq } from 'drizzle-orm';
import { RowRefused } from '../rows/refusal.ts';
import { findMarks } from '../marks/find-marks.ts';
import { locateImage } from './locate-image.ts';
import { perceptualHash } from './perceptual-hash.ts';

const { images } = catalogSchema;
type FileMark = catalogSchema.FileMark;

/** Largest file, in bytes, and largest image, in pixels, that is decoded. */
export const imageLimits = { bytes: 64 * 2 ** 20, pixels: 100_000_000 };

interface AdmittedFacts extends ImageFacts {
  /** See `perceptualHash`; images of earlier imports may have none yet. */
  perceptualHash: string | null;
  /** See `findMarks`. */
  marks: FileMark[];
}

export interface AdmittedImage extends AdmittedFacts {
  sha256: string;
  byteSize: number;
  /** Normalised, as the dataset has it. */
  path: string;
}

/**
 * Looks at a file of an images' folder and puts its bytes into the blob store. Only what the catalog does not know
 * is decoded.
 * @throws RowRefused where it is not an image that can be taken
 */
export async function admitImage(
  { db, blobs, root }: { db: Database; blobs: BlobStore; root: string },
  written: string,
  field: string,
): Promise<AdmittedImage> {
  const { path, file, byteSize } = await locateImage(root, written, field);
  if (byteSize > imageLimits.bytes) {
    throw new RowRefused(field, `${path} is ${byteSize} bytes large; at most ${imageLimits.bytes} are read`);
  }
  return admitBytes({ db, blobs }, await readFile(file), path, field);
}

/**
 * The same with an image that is no file of its own.
 * @param path normalised, as the dataset is to have it
 */
export async function admitBytes(
  { db, blobs }: { db: Database; blobs: BlobStore },
  bytes: Uint8Array,
  path: string,
  field: string,
): Promise<AdmittedImage> {
  if (bytes.length > imageLimits.bytes) {
    throw new RowRefused(
      field,
      `${path} is ${bytes.length} bytes large; at most ${imageLimits.bytes} are read`,
    );
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = await knownFacts(db, sha256);
  const facts = known
    ? { ...known, marks: known.marks ?? (await lookAgain(db, sha256, bytes, known.mediaType)) }
    : await decodeImage(bytes, field);
  await blobs.put(bytes, facts.mediaType);
  return { ...facts, sha256, path, byteSize: bytes.length };
}

/** For images of earlier imports, whose files were not looked at. */
async function lookAgain(
  db: Database,
  sha256: string,
  bytes: Uint8Array,
  mediaType: string,
): Promise<FileMark[]> {
  const marks = await findMarks(bytes, mediaType);
  await db.update(images).set({ marks }).where(eq(images.sha256, sha256));
  return marks;
}

async function knownFacts(
  db: Database,
  sha256: string,
): Promise<(Omit<AdmittedFacts, 'marks'> & { marks: FileMark[] | null }) | undefined> {
  const [found] = await db
    .select({
      width: images.width,
      height: images.height,
      mediaType: images.mediaType,
      perceptualHash: images.perceptualHash,
      marks: images.marks,
    })
    .from(images)
    .where(eq(images.sha256, sha256));
  return found;
}

/**
 * Decodes an image wholly and says what it is, by its content alone.
 * @throws RowRefused where it is not an image that browsers show, animated, too large, damaged or cut short
 */
async function decodeImage(bytes: Uint8Array, field: string): Promise<AdmittedFacts> {
  try {
    // The hash needs every pixel, so damage anywhere shows.
    const { decoded, ...facts } = await inspectImage(bytes, imageLimits.pixels, perceptualHash);
    return { ...facts, perceptualHash: decoded, marks: await findMarks(bytes, facts.mediaType) };
  } catch (error) {
    throw error instanceof ImageRefused ? new RowRefused(field, error.message) : error;
  }
}

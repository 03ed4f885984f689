import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { eq } from 'drizzle-orm';
import { RowRefused } from '../rows/refusal.ts';
import { imageLimits, inspectImage, type ImageFacts } from './inspect-image.ts';
import { locateImage } from './locate-image.ts';

const { images } = catalogSchema;

/** As the catalog may know it: older pictures have no perceptual hash yet. */
type AdmittedFacts = Omit<ImageFacts, 'perceptualHash'> & { perceptualHash: string | null };

export interface AdmittedImage extends AdmittedFacts {
  sha256: string;
  byteSize: number;
  /** Normalised, as the dataset has it. */
  path: string;
}

/**
 * Looks at a file of an images' folder and puts its bytes into the blob store. Only what the catalog does not know
 * is decoded.
 * @throws RowRefused where it is no image that can be taken
 */
export async function admitImage(
  { db, blobs, root }: { db: Database; blobs: BlobStore; root: string },
  path: string,
  field: string,
): Promise<AdmittedImage> {
  const { file, byteSize } = await locateImage(root, path, field);
  if (byteSize > imageLimits.bytes) {
    throw new RowRefused(field, `${path} is ${byteSize} bytes large; at most ${imageLimits.bytes} are read`);
  }
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const facts = (await knownFacts(db, sha256)) ?? (await inspectImage(bytes, field));
  await blobs.put(bytes, facts.mediaType);
  return { ...facts, sha256, path, byteSize: bytes.length };
}

async function knownFacts(db: Database, sha256: string): Promise<AdmittedFacts | undefined> {
  const [found] = await db
    .select({
      width: images.width,
      height: images.height,
      mediaType: images.mediaType,
      perceptualHash: images.perceptualHash,
    })
    .from(images)
    .where(eq(images.sha256, sha256));
  return found;
}

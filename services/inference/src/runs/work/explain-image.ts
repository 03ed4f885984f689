import type { NewExplanation } from '@fakexplain/database/explanations';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { ModelFailure, type Backend } from '../../backends/backend.ts';
import { readAnswer } from '../../backends/read-answer.ts';
import type { Manifest } from '../../models/manifest-schema.ts';
import type { TakenImage } from './take-images.ts';

/**
 * Has a model explain an image of the catalogue.
 * @throws ModelFailure; the signal's reason when aborted
 */
export async function explainImage(
  image: TakenImage,
  { manifest, backend, blobs }: { manifest: Manifest; backend: Backend; blobs: BlobStore },
  signal: AbortSignal,
): Promise<Omit<NewExplanation, 'imageSha256'>> {
  const { sha256, path, mediaType, width, height } = image;
  const bytes = await readBytes(blobs, sha256);
  signal.throwIfAborted();
  const answer = await backend.generate({ sha256, path, bytes, mediaType, width, height }, { signal });
  try {
    const { raw, ...said } = readAnswer(answer, manifest, { width, height });
    return { ...said, raw: raw ?? undefined };
  } catch (error) {
    throw new ModelFailure('image', `the answer cannot be read: ${messageOf(error)}`, error);
  }
}

async function readBytes(blobs: BlobStore, sha256: string): Promise<Uint8Array> {
  let blob;
  try {
    blob = await blobs.get(sha256);
    if (blob) return await blob.bytes();
  } catch (error) {
    throw new ModelFailure('passing', `the blob store does not answer: ${messageOf(error)}`, error);
  }
  throw new ModelFailure('image', 'the blob store lacks the image, which the catalogue has');
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

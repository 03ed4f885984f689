import { BlobDamaged, type BlobStore } from '@fakexplain/service-kit/blobs';

type Found = { state: 'sound'; bytes: Uint8Array; mediaType: string } | { state: 'missing' | 'damaged' };

/** Reads a blob whole, and says whether a store has it with the bytes that its name says. */
export async function readBlob(store: BlobStore, sha256: string): Promise<Found> {
  const blob = await store.get(sha256);
  if (blob === null) return { state: 'missing' };
  try {
    return { state: 'sound', bytes: await blob.bytes(), mediaType: blob.mediaType };
  } catch (error) {
    if (error instanceof BlobDamaged) return { state: 'damaged' };
    throw error;
  }
}

/** Copies a blob. @returns false where the first store lacks it or has it damaged */
export async function copySound(from: BlobStore, to: BlobStore, sha256: string): Promise<boolean> {
  const found = await readBlob(from, sha256);
  if (found.state !== 'sound') return false;
  // A store may take a damaged blob of the same size for the sound one.
  if (await to.has(sha256)) await to.remove(sha256);
  await to.put(found.bytes, found.mediaType);
  return true;
}

/** Makes sure that a store has a blob with its bytes, from another where it has not. @returns false where neither has */
export const ensureSound = async (store: BlobStore, from: BlobStore, sha256: string): Promise<boolean> =>
  (await readBlob(store, sha256)).state === 'sound' || (await copySound(from, store, sha256));

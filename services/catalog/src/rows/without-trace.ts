import type { Database } from '@fakexplain/database';
import { hashOf, type BlobStore } from '@fakexplain/service-kit/blobs';

interface WrittenTo {
  db: Database;
  blobs: BlobStore;
}

/** Does work on stores that keep nothing of it: in one transaction that is taken back, and with images that are only hashed. */
export async function withoutTrace<T>(
  { db, blobs }: WrittenTo,
  work: (stores: WrittenTo) => Promise<T>,
): Promise<T> {
  const forgetful = { ...blobs, put: async (bytes: Uint8Array) => hashOf(bytes) };
  let outcome: { done: T } | undefined;
  const takenBack = new Error('what a dry run wrote is taken back');
  await db
    .transaction(async (tx) => {
      outcome = { done: await work({ db: tx, blobs: forgetful }) };
      throw takenBack;
    })
    .catch((error: unknown) => {
      if (error !== takenBack) throw error;
    });
  if (!outcome) throw takenBack;
  return outcome.done;
}

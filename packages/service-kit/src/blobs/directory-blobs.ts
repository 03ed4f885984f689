import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { assertIntact, hashOf, isHash } from './blob-store.ts';
import type { BlobStore } from './blob-store.ts';

/**
 * Blobs as files `ab/cd/<sha256>`, with the media type in `<sha256>.type` next to it. A file stands under its name only
 * once it is whole and on the disk, so that neither a crash nor another writer leaves part of one.
 */
export function directoryBlobs(directory: string): BlobStore {
  const pathOf = (sha256: string) => join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const sizeOf = async (sha256: string) => {
    if (!isHash(sha256)) return null;
    return stat(pathOf(sha256)).then(({ size }) => size, absent);
  };

  return {
    async put(bytes, mediaType) {
      const sha256 = hashOf(bytes);
      const path = pathOf(sha256);
      // What the disk damaged is written again.
      const there = await readFile(path).catch(absent);
      if (there !== null && hashOf(there) === sha256) return sha256;
      await mkdir(dirname(path), { recursive: true });
      // The type first: where the blob is, its type is too.
      if ((await readFile(`${path}.type`, 'utf8').catch(absent)) === null) {
        await writeWhole(`${path}.type`, Buffer.from(mediaType));
      }
      await writeWhole(path, bytes);
      return sha256;
    },
    async get(sha256) {
      const size = await sizeOf(sha256);
      if (size === null) return null;
      const path = pathOf(sha256);
      return {
        size,
        mediaType: await readFile(`${path}.type`, 'utf8'),
        async bytes() {
          const bytes = await readFile(path);
          assertIntact(bytes, sha256, path);
          return bytes;
        },
        stream: async () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
      };
    },
    has: async (sha256) => (await sizeOf(sha256)) !== null,
    async remove(sha256) {
      if (!isHash(sha256)) return;
      // The blob first: where it is, its type is too.
      await rm(pathOf(sha256), { force: true });
      await rm(`${pathOf(sha256)}.type`, { force: true });
    },
  };
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}.new`;
  try {
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

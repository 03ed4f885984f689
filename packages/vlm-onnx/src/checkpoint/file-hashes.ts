import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CheckpointError } from './checkpoint-error.ts';
import { messageOf } from './read-json.ts';
import { weightFiles } from './safetensors.ts';

export interface HashOptions {
  signal?: AbortSignal | undefined;
  /** Called with the number of bytes of each piece that was read. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * The SHA-256 (lower-case hex) of each file that a conversion depends on, by its name in the folder.
 * @throws CheckpointError for a file that cannot be read; the signal's reason
 */
export async function hashSources(
  folder: string,
  { hash = hashFile, ...options }: HashOptions & { hash?: typeof hashFile } = {},
): Promise<Record<string, string>> {
  const { files, index } = await weightFiles(folder);
  const hashes: Record<string, string> = {};
  for (const file of ['config.json', ...(index === null ? [] : [index]), ...files])
    hashes[file] = await hash(join(folder, file), options).catch((error: unknown) => {
      options.signal?.throwIfAborted();
      throw new CheckpointError(`${join(folder, file)} cannot be read: ${messageOf(error)}`);
    });
  return hashes;
}

/** The SHA-256 of a file of any size, in lower-case hex. */
export async function hashFile(path: string, { signal, onBytes }: HashOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hash.update(piece);
    onBytes?.(piece.length);
  }
  return hash.digest('hex');
}

/**
 * Hashes files as `hashFile` does, once for as long as a file keeps its path, size, inode and time of change: reading
 * the 16 GB of a 7B model takes longer than everything else at a start.
 *
 * @param folder where hashes are remembered
 */
export function rememberedHash(folder: string): typeof hashFile {
  return async (path, options) => {
    const { size, ino, mtimeNs } = await stat(path, { bigint: true });
    const key = createHash('sha256')
      .update([resolve(path), size, ino, mtimeNs].join('\n'))
      .digest('hex');
    const note = join(folder, key);
    const known = await readFile(note, 'utf8').catch(() => '');
    if (/^[0-9a-f]{64}$/.test(known)) return known;
    const hash = await hashFile(path, options);
    await mkdir(folder, { recursive: true });
    const draft = `${note}.${randomUUID()}`;
    await writeFile(draft, hash);
    await rename(draft, note);
    return hash;
  };
}

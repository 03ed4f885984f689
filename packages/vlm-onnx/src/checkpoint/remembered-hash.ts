import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hashFile } from './source-hashes.ts';

/**
 * Hashes files as `hashFile` does, once for as long as a file keeps its path, size, inode and time of change: reading
 * the 16 GB of a 7B model takes longer than everything else at a start.
 *
 * @param folder where hashes are remembered
 */
export function rememberedHash(folder: string) {
  return async (path: string, signal: AbortSignal | undefined): Promise<string> => {
    const { size, ino, mtimeNs } = await stat(path, { bigint: true });
    const key = createHash('sha256')
      .update([resolve(path), size, ino, mtimeNs].join('\n'))
      .digest('hex');
    const note = join(folder, key);
    const known = await readFile(note, 'utf8').catch(() => '');
    if (/^[0-9a-f]{64}$/.test(known)) return known;
    const hash = await hashFile(path, signal);
    await mkdir(folder, { recursive: true });
    const draft = `${note}.${randomUUID()}`;
    await writeFile(draft, hash);
    await rename(draft, note);
    return hash;
  };
}

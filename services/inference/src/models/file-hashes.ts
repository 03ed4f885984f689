import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file of any size, in lower-case hex. */
export async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}

/** Knows the hashes of files, reading each one again only when its size or time of change has changed. */
export class FileHashes {
  readonly #quick: number;
  readonly #known = new Map<string, { version: string; hash: Promise<string>; done: boolean }>();

  /** `quick`: files up to this size, in bytes, are hashed while one waits. */
  constructor(quick = 64 * 2 ** 20) {
    this.#quick = quick;
  }

  /**
   * Whether a file has a hash. Large files are hashed in the background and are `being read` until then.
   * @throws the error of the file system
   */
  async compare(file: string, sha256: string): Promise<'same' | 'different' | 'being read'> {
    const { size, mtimeMs } = await stat(file);
    const version = `${size} ${mtimeMs}`;
    let entry = this.#known.get(file);
    if (entry?.version !== version) {
      const begun = { version, hash: hashFile(file), done: false };
      const settle = () => (begun.done = true);
      begun.hash.then(settle, () => this.#known.delete(file));
      this.#known.set(file, begun);
      entry = begun;
    }
    if (size > this.#quick && !entry.done) return 'being read';
    return (await entry.hash) === sha256 ? 'same' : 'different';
  }
}

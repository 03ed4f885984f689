import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { weightFiles } from './safetensors.ts';

type HashOptions = {
  signal?: AbortSignal | undefined;
  hash?: (path: string, signal: AbortSignal | undefined) => Promise<string>;
};

/** The SHA-256 (lower-case hex) of each file a conversion depends on, by its name in the folder. */
export async function hashSources(
  folder: string,
  { signal, hash = hashFile }: HashOptions = {},
): Promise<Record<string, string>> {
  const { files, index } = await weightFiles(folder);
  const hashes: Record<string, string> = {};
  for (const file of ['config.json', ...(index === null ? [] : [index]), ...files])
    hashes[file] = await hash(join(folder, file), signal);
  return hashes;
}

export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
}

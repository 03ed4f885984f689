import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ImportRefused } from '../../rows/refusal.ts';
import type { Allowance } from './allowance.ts';
import { memberPath } from './member-path.ts';

const conflicts = new Set(['EEXIST', 'ENOTDIR', 'EISDIR']);

/** Writes a file of an archive to where it belongs below a folder. @throws ImportRefused where that is taken */
export async function writeMember(
  folder: string,
  name: string,
  content: NodeJS.ReadableStream,
  allowance: Allowance,
): Promise<void> {
  const file = join(folder, memberPath(name));
  try {
    await mkdir(dirname(file), { recursive: true });
    await pipeline(content, allowance.counting(), createWriteStream(file, { flags: 'wx' }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && conflicts.has(String(error.code)))
      throw new ImportRefused(`The archive holds ${JSON.stringify(name)} twice, or as a file and a folder.`);
    throw error;
  }
}

import { open, rename, rm, stat, mkdir } from 'node:fs/promises';
import { ImportRefused } from '../../rows/refusal.ts';
import { Allowance, type UnpackLimits } from './allowance.ts';
import { unpackTar } from './unpack-tar.ts';
import { unpackZip } from './unpack-zip.ts';

export type ArchiveKind = 'zip' | 'tar';

/** Which kind of archive a file is by its content; a file packed by gzip is taken for a tar. Null for none. */
export async function archiveKind(file: string): Promise<ArchiveKind | null> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    if (buffer.toString('latin1', 0, 4) === 'PK\u0003\u0004') return 'zip';
    const isGzip = buffer[0] === 0x1f && buffer[1] === 0x8b;
    return isGzip || buffer.toString('latin1', 257, 262) === 'ustar' ? 'tar' : null;
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks an archive into a folder, whole or not at all; one that is there is left as it is. What would lie outside of the
 * folder, links, devices and encrypted files are refused.
 * @throws ImportRefused where it is no archive, damaged, or beyond the limits
 */
export async function unpackArchive(
  file: string,
  folder: string,
  limits: UnpackLimits,
  signal?: AbortSignal,
): Promise<void> {
  if (await stat(folder).catch(() => null)) return;
  const kind = await archiveKind(file);
  if (kind === null) throw new ImportRefused('This takes an archive: a .zip, .tar or .tar.gz.');
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    await (kind === 'zip' ? unpackZip : unpackTar)(file, draft, new Allowance(limits, signal));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (signal?.aborted || error instanceof ImportRefused || isOfTheDisk(error)) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new ImportRefused(`The archive cannot be unpacked: ${said}.`);
  }
  await rename(draft, folder);
}

/** Of the machine, not of the archive. */
const isOfTheDisk = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EDQUOT', 'EIO', 'EACCES', 'EMFILE'].includes(String(error.code));

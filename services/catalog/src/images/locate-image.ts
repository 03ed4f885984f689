import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { RowRefused } from '../rows/refusal.ts';

/** Longest path that a dataset may use; the API pages by path. */
const maxPathLength = 1_000;
const driveLetter = /^[a-z]:\//i;

/**
 * The path as a dataset keeps it: relative, with `/`, without `.` and empty steps, in composed characters (NFC).
 * @throws RowRefused where it is absolute, leads out of the folder, or is not a path.
 */
export const normalisePath = (path: string, field: string): string =>
  relativePath(path.replaceAll('\\', '/').normalize('NFC'), field);

function relativePath(path: string, field: string): string {
  if (path === '' || path.includes('\0') || !path.isWellFormed()) {
    throw new RowRefused(field, 'this is not the path of a file');
  }
  if (path.length > maxPathLength) {
    throw new RowRefused(field, `the path is ${path.length} characters long; at most ${maxPathLength}`);
  }
  if (posix.isAbsolute(path) || isAbsolute(path) || driveLetter.test(path)) {
    throw new RowRefused(field, `${path} is absolute; write it relative to the folder of the images`);
  }
  const normal = posix.normalize(path);
  if (normal === '..' || normal.startsWith('../')) {
    throw new RowRefused(field, `${path} leads out of the folder of the images`);
  }
  return normal;
}

/**
 * The file that a path means: the one called just so, else with `/` for each backslash, and in composed or decomposed
 * characters, whichever the folder has.
 * @param root the images' folder, as `realpath` gives it
 * @returns where the file really lies, symbolic links followed, how long it is, and the path that the dataset keeps
 * @throws RowRefused where there is no file, or where it lies outside `root`
 */
export async function locateImage(
  root: string,
  written: string,
  field: string,
): Promise<{ path: string; file: string; byteSize: number }> {
  const path = normalisePath(written, field);
  const literal = relativePath(written, field);
  for (const [candidate, kept] of [
    [literal, written.includes('\\') ? literal : path],
    [path, path],
    [path.normalize('NFD'), path],
  ] as const) {
    const file = await realpath(resolve(root, candidate)).catch(() => undefined);
    if (file !== undefined) return { path: kept, file, byteSize: await sizeWithin(root, file, kept, field) };
  }
  throw new RowRefused(field, `there is no file ${path} in the folder of the images`);
}

async function sizeWithin(root: string, file: string, path: string, field: string): Promise<number> {
  const inside = relative(root, file);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new RowRefused(field, `${path} leads out of the folder of the images through a symbolic link`);
  }
  const found = await stat(file);
  if (!found.isFile()) throw new RowRefused(field, `${path} is not a file`);
  return found.size;
}

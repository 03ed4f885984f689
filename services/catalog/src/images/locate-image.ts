import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { RowRefused } from '../rows/refusal.ts';

/** Longest path that a dataset may use; the API pages by path. */
const maxPathLength = 1_000;

/**
 * The path as a dataset keeps it: relative, with `/`, without `.` and empty steps.
 * @throws RowRefused where it is absolute, leads out of the folder, or is not a path.
 */
export function normalisePath(path: string, field: string): string {
  if (path === '' || path.includes('\0') || !path.isWellFormed()) {
    throw new RowRefused(field, 'this is not the path of a file');
  }
  if (path.length > maxPathLength) {
    throw new RowRefused(field, `the path is ${path.length} characters long; at most ${maxPathLength}`);
  }
  if (posix.isAbsolute(path) || isAbsolute(path)) {
    throw new RowRefused(field, `${path} is absolute; write it relative to the folder of the images`);
  }
  const normal = posix.normalize(path);
  if (normal === '..' || normal.startsWith('../')) {
    throw new RowRefused(field, `${path} leads out of the folder of the images`);
  }
  return normal;
}

/**
 * Where the file of a normalised path really lies, symbolic links followed, and how long it is.
 * @param root the images' folder, as `realpath` gives it
 * @throws RowRefused where there is no file, or where it lies outside `root`
 */
export async function locateImage(
  root: string,
  path: string,
  field: string,
): Promise<{ file: string; byteSize: number }> {
  let file: string;
  try {
    file = await realpath(resolve(root, path));
  } catch {
    throw new RowRefused(field, `there is no file ${path} in the folder of the images`);
  }
  const inside = relative(root, file);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new RowRefused(field, `${path} leads out of the folder of the images through a symbolic link`);
  }
  const found = await stat(file);
  if (!found.isFile()) throw new RowRefused(field, `${path} is not a file`);
  return { file, byteSize: found.size };
}

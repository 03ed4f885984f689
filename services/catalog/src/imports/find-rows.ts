import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../loaders/list-images.ts';

/**
 * The folder that an archive is of: what it holds, or the only folder in it, since most are packed with the folder around.
 * @param kept names, in lower case, of folders that say something themselves
 */
export async function innerFolder(folder: string, kept: ReadonlySet<string> = new Set()): Promise<string> {
  const [only, ...others] = await namesIn(folder);
  if (only === undefined || others.length > 0 || kept.has(only.toLowerCase())) return folder;
  const inside = join(folder, only);
  return (await stat(inside)).isDirectory() ? innerFolder(inside, kept) : folder;
}

/** Files that can be a file of rows, right in a folder. */
export async function findRows(folder: string, canBe: (name: string) => boolean): Promise<string[]> {
  return (await namesIn(folder)).filter(canBe).map((name) => join(folder, name));
}

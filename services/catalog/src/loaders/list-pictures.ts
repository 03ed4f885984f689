import { readdir, realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { ImportRefused } from '../rows/refusal.ts';

const pictureName = /\.(jpe?g|jpe|jfif|png|webp|avif|gif|bmp|tiff?|heic)$/i;

/** The folder itself, symbolic links followed. @throws ImportRefused */
export async function requireFolder(path: string): Promise<string> {
  return realpath(path).catch(() => {
    throw new ImportRefused(`There is no folder ${path}.`);
  });
}

/** Names in a folder, sorted, hidden ones left out; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.') && name !== '__MACOSX').toSorted();
}

/**
 * Pictures below a folder by their names' endings, as paths with `/` relative to `root`, sorted; and what is left out
 * as no picture. Linked folders are not followed.
 */
export async function listPictures(
  root: string,
  below = '',
): Promise<{ pictures: string[]; others: string[] }> {
  const found = { pictures: [] as string[], others: [] as string[] };
  const folder = join(root, below);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new ImportRefused(`There is no folder ${folder}.`);
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
    const path = posix.join(below, entry.name);
    if (entry.isDirectory()) {
      const inside = await listPictures(root, path);
      for (const picture of inside.pictures) found.pictures.push(picture);
      for (const other of inside.others) found.others.push(other);
    } else {
      (pictureName.test(entry.name) ? found.pictures : found.others).push(path);
    }
  }
  return found;
}

/** "3 files are no pictures and left out: readme.txt, …" */
export function noteOthers(others: string[]): string[] {
  if (others.length === 0) return [];
  const some = others.slice(0, 3).join(', ') + (others.length > 3 ? ', …' : '');
  const files = others.length === 1 ? '1 file is no picture' : `${others.length} files are no pictures`;
  return [`${files} and left out: ${some}`];
}

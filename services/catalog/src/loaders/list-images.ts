import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { ImportRefused } from '../rows/refusal.ts';
import type { Taken } from '../rows/take-rows.ts';
import type { LoadedImage } from './loaded-set.ts';

const imageName = /\.(jpe?g|jpe|jfif|png|webp|avif|gif|bmp|tiff?|heic)$/i;

/** Names in a folder, sorted, hidden ones left out; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.') && name !== '__MACOSX').toSorted();
}

/**
 * Images below a folder by their names' endings, as paths with `/` relative to `root`, sorted; and what is left out
 * as no image. Linked folders are not followed.
 */
export async function listImages(root: string, below = ''): Promise<{ images: string[]; others: string[] }> {
  const found = { images: [] as string[], others: [] as string[] };
  const folder = join(root, below);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new ImportRefused(`There is no folder ${folder}.`);
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
    const path = posix.join(below, entry.name);
    if (entry.isDirectory()) {
      const inside = await listImages(root, path);
      for (const image of inside.images) found.images.push(image);
      for (const other of inside.others) found.others.push(other);
    } else {
      (imageName.test(entry.name) ? found.images : found.others).push(path);
    }
  }
  return found;
}

/** "3 files are not images and left out: readme.txt, …" */
export function noteOthers(others: string[]): string[] {
  if (others.length === 0) return [];
  const some = others.slice(0, 3).join(', ') + (others.length > 3 ? ', …' : '');
  const files = others.length === 1 ? '1 file is not an image' : `${others.length} files are not images`;
  return [`${files} and left out: ${some}`];
}

/** Images of a folder as rows of their own; `read` says what each is. */
export function* imageRows(
  root: string,
  images: readonly string[],
  read: (image: string) => Omit<LoadedImage, 'file' | 'field'>,
): Generator<Taken<LoadedImage>> {
  for (const [index, file] of images.entries()) {
    yield {
      place: { file: join(root, file) },
      done: index + 1,
      prepare: async () => ({ file, field: '', ...read(file) }),
    };
  }
}

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectImage } from '@fakexplain/service-kit/images';
import type { ModelRequest } from '../../backends/backend.ts';
import { drawPictures } from './draw-pictures.ts';

/** How many pictures a model is tried on. */
const wanted = 3;
const largest = 100_000_000;
const endings = /\.(?:jpe?g|png|webp|avif|gif)$/i;

/**
 * The first pictures of a folder by name, or without one three that are drawn.
 * @throws Error where the folder has none; ImageRefused where one cannot be read
 */
export async function gatherPictures(folder?: string): Promise<ModelRequest[]> {
  const files = folder === undefined ? await drawPictures() : await readPictures(folder);
  return Promise.all(files.map(({ path, bytes }) => asRequest(path, bytes)));
}

async function readPictures(folder: string): Promise<{ path: string; bytes: Buffer }[]> {
  const names = (await readdir(folder)).filter((name) => endings.test(name)).toSorted();
  if (names.length === 0) throw new Error(`${folder} has no pictures (JPEG, PNG, WebP, AVIF or GIF)`);
  return Promise.all(
    names.slice(0, wanted).map(async (path) => ({ path, bytes: await readFile(join(folder, path)) })),
  );
}

async function asRequest(path: string, bytes: Buffer): Promise<ModelRequest> {
  const { mediaType, width, height } = await inspectImage(bytes, largest, (picture) => picture.stats());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, bytes, mediaType, width, height, sha256 };
}

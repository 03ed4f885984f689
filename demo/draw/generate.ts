import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { composeCollection, type DemoImage } from './collection.ts';
import { manifest } from './manifest.ts';
import { annotationRow, explanationRow, headerRow } from './rows.ts';
import { standIns } from './sources/index.ts';

export interface DemoOptions {
  seed: number;
  /** Made where it is not there; files of the same names in it are replaced. */
  directory: string;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface DemoSummary {
  images: number;
  defects: number;
  standIns: number;
}

/** Pictures rendered at once: librsvg works on one core each. */
const atOnce = 4;

const lines = (rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function render({ path, picture }: DemoImage, directory: string): Promise<void> {
  await sharp(Buffer.from(picture.svg)).webp({ quality: 84, effort: 1 }).toFile(join(directory, path));
}

/**
 * Writes the demo dataset: `images/`, `annotations.jsonl` (training rows), `manifest.yaml` and
 * `explanations/<source>.jsonl`. The same seed draws the same pictures and writes the same rows.
 */
export async function generateDemo({ seed, directory, onProgress }: DemoOptions): Promise<DemoSummary> {
  await mkdir(join(directory, 'images'), { recursive: true });
  await mkdir(join(directory, 'explanations'), { recursive: true });
  const images = [...composeCollection(seed)];
  for (let start = 0; start < images.length; start += atOnce) {
    const batch = images.slice(start, start + atOnce);
    await Promise.all(batch.map((image) => render(image, directory)));
    onProgress?.(start + batch.length, images.length);
  }
  for (const standIn of standIns) {
    const rows = images.map((image) => explanationRow(standIn, image));
    await writeFile(
      join(directory, 'explanations', `${standIn.slug}.jsonl`),
      lines([headerRow(standIn), ...rows]),
    );
  }
  await writeFile(join(directory, 'manifest.yaml'), manifest(images));
  await writeFile(join(directory, 'annotations.jsonl'), lines(images.map(annotationRow)));
  return {
    images: images.length,
    defects: images.reduce((sum, { picture }) => sum + picture.findings.length, 0),
    standIns: standIns.length,
  };
}

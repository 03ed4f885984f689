import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { trainingRow, type Box } from '@fakexplain/explanation';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

export interface DatasetFolder {
  path: string;
  write(name: string, content: string | Uint8Array): Promise<string>;
  link(name: string, target: string): Promise<void>;
  remove(): Promise<void>;
}

/** A folder of its own for a test, removed with it. */
export async function datasetFolder(): Promise<DatasetFolder> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder.remove());
  return folder;
}

export async function temporaryFolder(): Promise<DatasetFolder> {
  const path = await mkdtemp(join(tmpdir(), 'fakexplain-dataset-'));
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    link: (name, target) => symlink(target, join(path, name)),
    remove: () => rm(path, { recursive: true }),
  };
}

let drawn = 0;

/** A PNG of 40 × 30 pixels that no other call draws. */
export function plainImage(): Promise<Buffer> {
  drawn += 1;
  const colour = { r: drawn % 256, g: (drawn >> 8) % 256, b: process.pid % 256 };
  return sharp({ create: { width: 40, height: 30, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

/** A training row of a generated image with these boxes, or of a real one where there are none. */
export function row(imagePath: string, ...boxes: Box[]) {
  return trainingRow({
    imagePath,
    explanation: {
      verdict: boxes.length > 0 ? 'generated' : 'real',
      probability: null,
      tags: [],
      reasoning: boxes.length > 0 ? '' : 'nothing stands out',
      regions: boxes.map((box) => ({ box, description: `odd at ${box.join(' ')}` })),
    },
  });
}

export const lines = (rows: unknown[]) =>
  rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');

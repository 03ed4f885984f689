import { mkdtemp, cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import answers from '../golden/answers.json' with { type: 'json' };
import images from '../golden/images.json' with { type: 'json' };
import { writeCheckpoint } from './tiny-checkpoint.ts';

/** Everything of a Hugging Face folder except its configuration and weights. */
export const goldenFolder = join(import.meta.dirname, '../golden/checkpoint');

export const goldenImages = images.map((image) => ({
  ...image,
  bytes: new Uint8Array(Buffer.from(image.base64, 'base64')),
}));

export function goldenImage(name: string) {
  const found = goldenImages.find((image) => image.name === name);
  if (!found) throw new Error(`images.json has no ${name}`);
  return found;
}

export const goldenTexts = answers.texts;

/** Random weights in the arrangements of the published models, and what they answer. */
export const goldenCheckpoints = answers.checkpoints;

/** A folder that is removed at the end of its scope. */
export async function scratchFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'fakexplain-vlm-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Writes a whole checkpoint of random weights, as make_golden.py had it. */
export async function writeGoldenCheckpoint(
  folder: string,
  { config, shapes }: { config: unknown; shapes: Record<string, number[]> },
): Promise<void> {
  await writeCheckpoint(folder, { config, shapes });
  await cp(goldenFolder, folder, { recursive: true });
}

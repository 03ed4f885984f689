import { mkdtemp, cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCheckpoint } from './tiny-checkpoint.ts';
import answers from './answers.json' with { type: 'json' };
import pictures from './pictures.json' with { type: 'json' };

/** Everything of a Hugging Face folder but its configuration and weights. */
export const goldenFolder = join(import.meta.dirname, 'checkpoint');

export const goldenPictures = pictures.map((picture) => ({
  ...picture,
  bytes: new Uint8Array(Buffer.from(picture.base64, 'base64')),
}));

export function goldenPicture(name: string) {
  const found = goldenPictures.find((picture) => picture.name === name);
  if (!found) throw new Error(`pictures.json has no ${name}`);
  return found;
}

export const goldenTexts = answers.texts;

/** Random weights in the arrangements of the published models, and what they answer. */
export const goldenCheckpoints = answers.checkpoints;

/** A folder that is removed at the end of its scope. */
export async function scratchFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'fakexplain-local-'));
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

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../../../../services/inference/src/models/file-hashes.ts';
import { ModelFailure } from '../../../../services/inference/src/backends/backend.ts';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import { ensureConverted } from './ensure-converted.ts';
import type { LocalSettings } from '../../../../services/inference/src/backends/local/settings.ts';

export interface Preparation {
  /** The Hugging Face folder. */
  checkpoint: string;
  weights: LocalSettings['weights'];
  /** Files with the SHA-256 that they must have. */
  files: Readonly<Record<string, string>>;
  cacheFolder: string;
}

export interface Prepared {
  /** Folder of the graphs. */
  converted: string;
  /** Every file that decides how the model answers, with its hash. */
  files: { file: string; sha256: string }[];
}

/** Beside config.json and the weights, whatever of these is there. */
const furtherFiles = [
  'chat_template.jinja',
  'chat_template.json',
  'generation_config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
];

/**
 * Hashes a checkpoint, holds it against the hashes wanted, and converts it unless the same content was converted before.
 * @throws ModelFailure naming the file that is missing, damaged or another
 */
export async function prepareCheckpoint(
  { checkpoint, weights, files, cacheFolder }: Preparation,
  onStep: (step: string) => void,
): Promise<Prepared> {
  onStep('reading the checkpoint');
  const further = await hashFurther(checkpoint, files);
  let shown = -1;
  const onProgress = ({ written, total }: { written: number; total: number }) => {
    const percent = Math.floor((20 * written) / total) * 5;
    if (percent > shown) onStep(`converting the checkpoint, ${(shown = percent)} %`);
  };
  try {
    const options = { weights, expected: { ...files }, onProgress };
    const { folder, conversion } = await ensureConverted(checkpoint, cacheFolder, options);
    const hashes = Object.entries({ ...conversion.sources, ...further });
    return {
      converted: folder,
      files: hashes
        .map(([file, sha256]) => ({ file, sha256 }))
        .toSorted((one, other) => (one.file < other.file ? -1 : 1)),
    };
  } catch (error) {
    if (error instanceof CheckpointError) throw new ModelFailure('model', error.message, error);
    throw error;
  }
}

/** The hashes of all files but config.json and the weights, which are the converter's to read. */
async function hashFurther(
  folder: string,
  expected: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const there = await readdir(folder).catch(() => {
    throw new ModelFailure('model', `its checkpoint is not here: there is no folder ${folder}`);
  });
  const hashes: Record<string, string> = {};
  for (const name of Object.keys(expected))
    if (!there.includes(name)) throw new ModelFailure('model', `there is no file ${join(folder, name)}`);
  for (const name of furtherFiles.filter((file) => there.includes(file))) {
    const sha256 = await hashFile(join(folder, name));
    const wanted = expected[name];
    if (wanted !== undefined && wanted !== sha256)
      throw new ModelFailure('model', `${join(folder, name)} has SHA-256 ${sha256}, expected was ${wanted}`);
    hashes[name] = sha256;
  }
  return hashes;
}

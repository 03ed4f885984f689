import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import { hashFile } from '../checkpoint/file-hashes.ts';
import type { ConversionSettings } from './convert-checkpoint.ts';
import { ensureConverted } from './ensure-converted.ts';

export interface PrepareOptions {
  weights: ConversionSettings['weights'];
  /** Files with the SHA-256 that they must have, by their name in the folder; others are taken as they are. */
  files: Readonly<Record<string, string>>;
  /** Holds the converted checkpoints. */
  cacheFolder: string;
  /** What is being done, for a person. */
  onStep: (step: string) => void;
  signal: AbortSignal | undefined;
}

export interface Prepared {
  /** Folder of the graphs. */
  converted: string;
  /** Every file that decides how the model answers, with its hash. */
  files: { file: string; sha256: string }[];
}

/** In addition to config.json and the weights, each of these that is there. */
const furtherFiles = [
  'chat_template.jinja',
  'chat_template.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
];

const gigabyte = 1e9;

/**
 * Hashes a checkpoint, compares the hashes with those wanted, and converts it unless the same content was converted before.
 * @throws CheckpointError naming the file that is missing, damaged or another; the signal's reason
 */
export async function prepareCheckpoint(
  checkpoint: string,
  { weights, files, cacheFolder, onStep, signal }: PrepareOptions,
): Promise<Prepared> {
  onStep('reading the checkpoint');
  const further = await hashFurther(checkpoint, files);
  let read = 0;
  const onBytes = (bytes: number) => {
    const before = Math.floor(read / gigabyte);
    read += bytes;
    const now = Math.floor(read / gigabyte);
    if (now > before) onStep(`reading the checkpoint, ${now} GB`);
  };
  let shown = -1;
  const onProgress = ({ written, total }: { written: number; total: number }) => {
    const percent = Math.floor((20 * written) / total) * 5;
    if (percent > shown) onStep(`converting the checkpoint, ${(shown = percent)} %`);
  };
  const options = { weights, expected: files, onBytes, onProgress, signal };
  const { folder, conversion } = await ensureConverted(checkpoint, cacheFolder, options);
  const hashes = Object.entries({ ...conversion.sources, ...further });
  return {
    converted: folder,
    files: hashes
      .map(([file, sha256]) => ({ file, sha256 }))
      .toSorted((one, other) => (one.file < other.file ? -1 : 1)),
  };
}

/** The hashes of all files except config.json and the weights, which are the converter's to read. */
async function hashFurther(
  folder: string,
  expected: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const there = await readdir(folder).catch(() => {
    throw new CheckpointError(`its checkpoint is not here: there is no folder ${folder}`);
  });
  const hashes: Record<string, string> = {};
  for (const name of Object.keys(expected))
    if (!there.includes(name)) throw new CheckpointError(`there is no file ${join(folder, name)}`);
  for (const name of furtherFiles.filter((file) => there.includes(file))) {
    const sha256 = await hashFile(join(folder, name));
    const wanted = expected[name];
    if (wanted !== undefined && wanted !== sha256)
      throw new CheckpointError(`${join(folder, name)} has SHA-256 ${sha256}, expected was ${wanted}`);
    hashes[name] = sha256;
  }
  return hashes;
}

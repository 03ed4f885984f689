import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { inference } from '@fakexplain/contract';
import { addressProblem } from '../backends/served/settings.ts';
import type { FileHashes } from './file-hashes.ts';
import { fillBackend } from './fill-backend.ts';
import type { Environment } from './placeholders.ts';
import type { Model } from './read-models.ts';

type Backend = Model['manifest']['backend'];

/** What decides whether a model can be asked: its files, and the variables that its manifest names. */
export interface ModelConditions {
  environment: Environment;
  hashes: FileHashes;
}

/**
 * Whether a run with a model can be started here, by its files and settings alone: no server is asked. The reason says
 * what to do.
 */
export async function findAvailability(
  { manifest, folder }: Model,
  { environment, hashes }: ModelConditions,
): Promise<inference.Model['availability']> {
  const { backend, missing } = fillBackend(manifest.backend, { folder, environment });
  const reason = backend
    ? await whatIsLacking(backend, folder, hashes)
    : `set ${[...new Set(missing)].join(' and ')}: ${meaning[manifest.backend.kind]}`;
  return { ready: reason === null, reason };
}

const meaning: Record<Backend['kind'], string> = {
  local: 'the folder of the checkpoint',
  graph: 'the path of the ONNX file',
  served: 'the address of a server that serves the model, and its key where it wants one',
  predictions: 'the path of the predictions',
};

async function whatIsLacking(backend: Backend, folder: string, hashes: FileHashes): Promise<string | null> {
  switch (backend.kind) {
    case 'served': {
      const { endpoints } = backend;
      if (endpoints.length === 0) return 'the variable of its endpoints holds no address';
      const problem = endpoints.map(addressProblem).find((found) => found !== null);
      return problem ? `an endpoint ${problem}` : null;
    }
    case 'local':
      return checkpointProblem(join(folder, backend.checkpoint), backend.files, hashes);
    case 'graph':
      return fileProblem(join(folder, backend.file), backend.sha256, hashes);
    case 'predictions':
      return backend.file === undefined
        ? `it answers through predictions made elsewhere: ${backend.how}`
        : fileProblem(join(folder, backend.file), undefined, hashes);
  }
}

async function checkpointProblem(
  folder: string,
  files: Readonly<Record<string, string>>,
  hashes: FileHashes,
): Promise<string | null> {
  const names = await readdir(folder).catch(() => null);
  if (!names) return `its checkpoint is not here: there is no folder ${folder}`;
  const lacking = ['config.json', 'tokenizer.json'].filter((name) => !names.includes(name));
  // transformers 5 writes the second.
  const processors = ['preprocessor_config.json', 'processor_config.json'];
  if (!processors.some((name) => names.includes(name))) lacking.push(processors.join(' or '));
  if (!names.some((name) => name.endsWith('.safetensors'))) lacking.push('*.safetensors');
  if (lacking.length > 0) return `its checkpoint ${folder} lacks ${lacking.join(', ')}`;
  for (const [name, sha256] of Object.entries(files)) {
    const problem = await fileProblem(join(folder, name), sha256, hashes);
    if (problem) return problem;
  }
  return null;
}

async function fileProblem(
  file: string,
  sha256: string | undefined,
  hashes: FileHashes,
): Promise<string | null> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return `there is no file ${file}`;
  if (sha256 === undefined) return null;
  const state = await hashes.compare(file, sha256);
  if (state === 'being read') return `${file} is being checked against its hash; ask again in a while`;
  return state === 'same' ? null : `${file} is not the file the manifest means: its SHA-256 is another`;
}

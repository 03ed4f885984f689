import { openBackend } from '../../backends/open-backend.ts';
import { ModelFailure, type Backend, type ModelRequest } from '../../backends/backend.ts';
import { readAnswer } from '../../backends/read-answer.ts';
import { findAvailability, type ModelConditions } from '../find-availability.ts';
import { readModel } from '../read-models.ts';
import { showAnswer } from './show-answer.ts';

export interface ValidateOptions extends ModelConditions {
  cacheFolder: string;
  signal: AbortSignal;
  /** Told line by line what was found. */
  say: (line: string) => void;
}

/** `sound`: all is as it should be; `doubtful`: it answers, but not all answers parse wholly; `broken`: it does not work. */
export type Finding = 'sound' | 'doubtful' | 'broken';

/**
 * Checks a manifest, opens its model and has it explain some pictures. A model whose predictions are imported is sound
 * when its manifest is: there is nothing to open.
 */
export async function validateModel(
  file: string,
  pictures: readonly ModelRequest[],
  options: ValidateOptions,
): Promise<Finding> {
  const { say, signal, environment, cacheFolder } = options;
  const model = await readModel(file);
  if ('problems' in model) {
    say(`${file} is no manifest of a model:`);
    for (const problem of model.problems) say(`  ${problem}`);
    return 'broken';
  }
  const { manifest, folder } = model;
  say(`The manifest of ${manifest.name} (${manifest.slug}) is as it should be.`);
  const { ready, reason } = await findAvailability(model, options);
  if (!ready) {
    const imported = manifest.backend.kind === 'predictions' && manifest.backend.file === undefined;
    say(imported ? `Nothing is run: ${reason}` : `It cannot be asked: ${reason}`);
    return imported ? 'sound' : 'broken';
  }
  let backend: Backend;
  try {
    const onStep = (step: string) => say(`… ${step}`);
    backend = await openBackend(manifest, { folder, cacheFolder, environment, signal, onStep });
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    say(`It cannot be opened: ${error.message}`);
    return 'broken';
  }
  try {
    const { provider, versions, details } = backend.provenance;
    say(`It is open (${provider}; ${facts({ ...versions, ...details })}).`);
    const findings: Finding[] = [];
    for (const picture of pictures) findings.push(await tryPicture(backend, picture));
    const sound = findings.filter((finding) => finding === 'sound').length;
    say(`${sound} of ${pictures.length} pictures explained without a doubt.`);
    return (
      findings.find((finding) => finding === 'broken') ?? (sound < findings.length ? 'doubtful' : 'sound')
    );
  } finally {
    await backend.close();
  }

  async function tryPicture(backend: Backend, picture: ModelRequest): Promise<Finding> {
    say(`${picture.path} (${picture.width} × ${picture.height})`);
    try {
      const answer = await backend.generate(picture, { signal });
      const read = readAnswer(answer, manifest, picture);
      for (const line of showAnswer(answer, read)) say(line);
      return read.parseStatus === 'ok' ? 'sound' : 'doubtful';
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelFailure)) throw error;
      say(`  no answer   ${error.message}`);
      return 'broken';
    }
  }
}

const facts = (entries: Record<string, string>) =>
  Object.entries(entries)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

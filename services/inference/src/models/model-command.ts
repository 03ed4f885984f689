import { parseArgs } from 'node:util';
import { modelsFrom, readModelCommandEnv } from '../env.ts';
import { FileHashes } from './file-hashes.ts';
import { findAvailability } from './find-availability.ts';
import type { Environment } from './placeholders.ts';
import { readModels } from './read-models.ts';
import { gatherPictures } from './validate/gather-pictures.ts';
import { validateModel, type Finding } from './validate/validate-model.ts';

const usage = `Usage:
  npm run model -- list                                        every model, and what it needs to run
  npm run model -- validate <manifest.yaml> [--images folder]  check it, and let it explain three pictures

Without --images the command draws the pictures itself. MODELS_DIRECTORY is a folder of manifests besides those that are
shipped. Exit code: 0 all is as it should be; 1 the manifest or the model does not work; 2 the command is wrong; 3 the model
answers, but not all of its answers parse wholly; 130 interrupted.`;

const exitCodes: Record<Finding, number> = { sound: 0, broken: 1, doubtful: 3 };

export interface CommandOptions {
  environment: Environment;
  signal: AbortSignal;
  say: (line: string) => void;
}

/** What `npm run model` does. @returns the exit code */
export async function modelCommand(
  args: string[],
  { environment, signal, say }: CommandOptions,
): Promise<number> {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    say(parsed);
    return 2;
  }
  const hashes = new FileHashes();
  const { modelFolders, cacheFolder } = modelsFrom(readModelCommandEnv(environment));
  if (parsed.file === undefined) {
    const { models, refused } = await readModels(modelFolders);
    for (const model of models) {
      const { slug, name, backend } = model.manifest;
      const { reason } = await findAvailability(model, { environment, hashes });
      say(`${slug.padEnd(24)}${backend.kind.padEnd(13)}${name}: ${reason ?? 'ready'}`);
    }
    for (const { file, problems } of refused) say(`${file} is refused:\n  ${problems.join('\n  ')}`);
    return refused.length > 0 ? 1 : 0;
  }
  const pictures = await gatherPictures(parsed.images);
  const finding = await validateModel(parsed.file, pictures, {
    environment,
    hashes,
    cacheFolder,
    signal,
    say,
  });
  return exitCodes[finding];
}

/** The manifest to validate, none for the list; or what is wrong with the command. */
function parse(args: string[]): { file?: string | undefined; images?: string | undefined } | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { images: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const [command, file, ...others] = positionals;
    if (command === 'list' && file === undefined) return {};
    if (command === 'validate' && file !== undefined && others.length === 0)
      return { file, images: values.images };
    return usage;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${usage}`;
  }
}

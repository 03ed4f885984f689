import type { Command } from '@commander-js/extra-typings';
import type { Finding } from '@fakexplain/inference/models/validate/validate-model.ts';
import { addExamples } from '../define-command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { keepGeneratedFile } from '../keep-generated-file.ts';
import type { Perform, Task } from '../session.ts';

export function addModelCommands(program: Command, perform: Perform): void {
  const group = program
    .command('model')
    .summary('show models, check manifests')
    .description(
      'Shows models and checks their manifests. MODELS_DIRECTORY is a folder of manifests besides those that are shipped.',
    );
  const list = group
    .command('list')
    .description('Every model, and what it needs to run.')
    .action(() => perform(listModels, {}));
  const validate = group
    .command('validate')
    .description('Check a manifest, and let its model explain three pictures.')
    .argument('<manifest.yaml>')
    .option('--images <folder>', 'pictures to explain; without it, the command draws them')
    .action((file, { images }) => perform(validateManifest, { file, images }));
  const schema = group
    .command('schema')
    .description('Write the JSON schema of manifests, for editors.')
    .option('--check', 'only say whether it is up to date', false)
    .action(({ check }) => perform(keepSchema, { check }));
  addExamples(list, { 'model list': 'what is here, and what each model lacks' });
  addExamples(validate, { 'model validate mine.yaml --images pictures': 'three of your own pictures' });
  addExamples(schema, { 'model schema --check': 'after a change of what manifests may say' });
  addExamples(group, { 'model list': 'what is here', 'model validate mine.yaml': 'check a manifest' });
}

const listModels: Task<object> = async () => {
  const { readModels, findAvailability, surroundings, modelFolders } = await models();
  const { models: found, refused } = await readModels(modelFolders);
  for (const model of found) {
    const { slug, name, backend } = model.manifest;
    const { reason } = await findAvailability(model, surroundings);
    console.log(`${slug.padEnd(24)}${backend.kind.padEnd(13)}${name}: ${reason ?? 'ready'}`);
  }
  for (const { file, problems } of refused) console.error(`${file} is refused:\n  ${problems.join('\n  ')}`);
  return refused.length > 0 ? exitCodes.partial : exitCodes.done;
};

const codeOf: Record<Finding, ExitCode> = {
  sound: exitCodes.done,
  broken: exitCodes.failed,
  doubtful: exitCodes.partial,
};

const validateManifest: Task<{ file: string; images?: string | undefined }> = async (
  { file, images },
  { interruptible },
) => {
  const signal = interruptible();
  const { surroundings, cacheFolder } = await models();
  const { gatherPictures } = await import('@fakexplain/inference/models/validate/gather-pictures.ts');
  const { validateModel } = await import('@fakexplain/inference/models/validate/validate-model.ts');
  try {
    const pictures = await gatherPictures(images);
    const options = { ...surroundings, cacheFolder, signal, say: (line: string) => console.log(line) };
    return codeOf[await validateModel(file, pictures, options)];
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error('Stopped.');
    return exitCodes.interrupted;
  }
};

const keepSchema: Task<{ check: boolean }> = async ({ check }) => {
  const { manifestJsonSchema, manifestJsonSchemaFile } =
    await import('@fakexplain/inference/models/manifest-json-schema.ts');
  return keepGeneratedFile(manifestJsonSchemaFile, manifestJsonSchema(), { check });
};

/** What the inference service knows of models, in this environment. */
async function models() {
  const { modelsFrom, readModelCommandEnv } = await import('@fakexplain/inference/env.ts');
  const { FileHashes } = await import('@fakexplain/inference/models/file-hashes.ts');
  const { findAvailability } = await import('@fakexplain/inference/models/find-availability.ts');
  const { readModels } = await import('@fakexplain/inference/models/read-models.ts');
  // Manifests name variables of their own.
  const surroundings = { environment: process.env, hashes: new FileHashes() };
  return {
    readModels,
    findAvailability,
    surroundings,
    ...modelsFrom(readModelCommandEnv(surroundings.environment)),
  };
}

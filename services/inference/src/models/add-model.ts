import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { inference } from '@fakexplain/contract';
import { ProblemError } from '@fakexplain/service-kit';
import { describeModel } from './describe-model.ts';
import { findAvailability } from './find-availability.ts';
import { locateProblems } from './parse-manifest.ts';
import { readModel, readModels, type Model } from './read-models.ts';
import type { ModelRegistry } from './routes.ts';

/** What is wrong with a manifest, and whether its model could be run here. */
export async function checkManifest(text: string, registry: ModelRegistry): Promise<inference.ManifestCheck> {
  const { manifest, problems } = locateProblems(text);
  if (!manifest) return { model: null, taken: false, availability: null, problems };
  const folder = registry.ownFolder ?? process.cwd();
  const model: Model = { manifest, text, sha256: '', file: join(folder, 'new.yaml'), folder };
  return {
    model: manifest.slug,
    taken: (await withSlug(manifest.slug, registry)) !== undefined,
    availability: await findAvailability(model, registry),
    problems: [],
  };
}

/** Puts on record that a manifest is stored, and has it stored: there is never one without the other. */
export type RecordModel = (slug: string, manifest: string, store: () => Promise<void>) => Promise<void>;

/** Stores a sound manifest under its slug; the service and its workers read it at their next look. @throws ProblemError */
export async function addModel(
  text: string,
  registry: ModelRegistry,
  record: RecordModel,
): Promise<inference.Model> {
  const { manifest, problems } = locateProblems(text);
  if (!manifest) {
    throw new ProblemError('manifest-refused', {
      detail: 'Nothing is stored.',
      errors: problems.map(({ line, field, message }) => ({
        path: `line ${line}${field && `, ${field}`}`,
        message,
      })),
    });
  }
  const { slug } = manifest;
  const { ownFolder } = registry;
  if (ownFolder === null)
    throw new ProblemError('models-not-kept', {
      detail: 'The service has no folder for manifests: set MODELS_DIRECTORY.',
    });
  if (await withSlug(slug, registry)) throw slugTaken(slug);
  const file = join(ownFolder, `${slug}.yaml`);
  await record(slug, text, async () => {
    await writeOnce(file, text).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw slugTaken(slug);
      if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM')
        throw new ProblemError('models-not-kept', {
          detail: 'The service may not write into MODELS_DIRECTORY.',
        });
      throw error;
    });
  });
  const model = await readModel(file);
  if (!('manifest' in model)) throw new Error(`the manifest of ${slug} is not as it was written`);
  return describeModel(model, registry);
}

const slugTaken = (slug: string) =>
  new ProblemError('slug-taken', { detail: `There is a model ${slug}: take another slug.` });

const withSlug = async (slug: string, { modelFolders }: ModelRegistry) =>
  (await readModels(modelFolders)).models.find(({ manifest }) => manifest.slug === slug);

/** Writes a file that is not there, whole or not at all. */
async function writeOnce(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await link(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProblemError } from '@fakexplain/service-kit';
import type { Manifest } from './manifest-schema.ts';
import { parseManifest } from './parse-manifest.ts';

/** The manifests that come with this project. */
export const shippedModels = join(import.meta.dirname, '../../models');

/** A model whose manifest could be read. */
export interface Model {
  manifest: Manifest;
  /** The YAML as written; it holds no secrets, since keys are named by their variables. */
  text: string;
  /** Of the manifest file. */
  sha256: string;
  file: string;
  /** Where the manifest's paths start. */
  folder: string;
}

export interface RefusedManifest {
  file: string;
  problems: string[];
}

/**
 * Reads every `*.yaml` and `*.yml` of the folders, in their order. One that cannot be read is refused with what is wrong
 * in it, and the others stay usable; of two with the same slug, the later one is refused. A folder that is not there
 * has no models.
 * @returns models by name
 */
export async function readModels(
  folders: readonly string[],
): Promise<{ models: Model[]; refused: RefusedManifest[] }> {
  const bySlug = new Map<string, Model>();
  const refused: RefusedManifest[] = [];
  for (const file of (await Promise.all(folders.map(manifestsIn))).flat()) {
    const read = await readModel(file);
    const before = 'manifest' in read ? bySlug.get(read.manifest.slug) : undefined;
    if ('problems' in read) refused.push(read);
    else if (before) {
      refused.push({ file, problems: [`slug: ${read.manifest.slug} is taken by ${before.file}`] });
    } else bySlug.set(read.manifest.slug, read);
  }
  const models = [...bySlug.values()].toSorted((a, b) =>
    a.manifest.name.localeCompare(b.manifest.name, 'en', { numeric: true }),
  );
  return { models, refused };
}

/** The model with a slug, from its manifest as it is now. @throws ProblemError `not-found` */
export async function findModel(
  { modelFolders }: { modelFolders: readonly string[] },
  slug: string,
): Promise<Model> {
  const { models } = await readModels(modelFolders);
  const model = models.find(({ manifest }) => manifest.slug === slug);
  if (!model) throw new ProblemError('not-found', { detail: `There is no model ${slug}.` });
  return model;
}

/** Reads one manifest file. */
export async function readModel(file: string): Promise<Model | RefusedManifest> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return { file, problems: [error instanceof Error ? error.message : String(error)] };
  }
  const text = bytes.toString('utf8');
  const { manifest, problems } = parseManifest(text);
  if (!manifest) return { file, problems };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { manifest, text, sha256, file, folder: dirname(file) };
}

async function manifestsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(folder, name));
}

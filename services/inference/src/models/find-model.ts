import { ProblemError } from '@fakexplain/service-kit';
import { readModels, type Model } from './read-models.ts';

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

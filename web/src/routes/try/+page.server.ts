import { trialImageBytes } from '#lib/try/ask-model.server.ts';
import { readTriable } from '#lib/try/triable.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const models = await readTriable();
  const asked = url.searchParams
    .getAll('model')
    .filter((slug) => models.some((model) => model.slug === slug));
  const first = models.find(({ task }) => task === 'explain') ?? models[0];
  return {
    models,
    chosen: asked.length > 0 ? asked.slice(0, 2) : first ? [first.slug] : [],
    limit: trialImageBytes,
  };
};

import { readOffer } from '#lib/try/triable.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const offer = await readOffer();
  const { models } = offer;
  const asked = url.searchParams
    .getAll('model')
    .filter((slug) => models.some((model) => model.slug === slug));
  const first = models.find(({ task }) => task === 'explain') ?? models[0];
  return { ...offer, chosen: asked.length > 0 ? asked.slice(0, 2) : first ? [first.slug] : [] };
};

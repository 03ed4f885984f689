import { reaches } from '#lib/words/models.ts';
import { isOpen } from '#lib/runs/states.ts';
import { call, inference, orErrorPage, toInference } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const [{ models, refused }, { runs }] = await orErrorPage(
    Promise.all([
      call(inference.listModels, {}, toInference()),
      call(inference.listRuns, { query: {} }, toInference()),
    ]),
  );
  return {
    groups: reaches
      .map(({ title, means, backends }) => ({
        title,
        means,
        models: models
          .filter(({ backend }) => backends.includes(backend))
          .toSorted((a, b) => Number(b.availability.ready) - Number(a.availability.ready)),
      }))
      .filter((group) => group.models.length > 0),
    refused,
    open: runs.filter(isOpen),
  };
};

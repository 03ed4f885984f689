import { caseLayers, firstVisible } from '#lib/case/case-layers.ts';
import {
  arena,
  call,
  catalog,
  fieldsOf,
  orErrorPage,
  ServiceProblem,
  toArena,
  toCatalog,
  wordsOf,
} from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

/** Every vote on an image in one study; `null` where the maintainer's token is no longer good. */
async function votesIn(study: string, sha256: string, token: string) {
  try {
    return (await call(arena.listCaseVotes, { params: { study, sha256 } }, toArena(token))).votes;
  } catch (cause) {
    if (cause instanceof ServiceProblem && cause.slug === 'unauthenticated') return null;
    throw cause;
  }
}

export const load: PageServerLoad = async ({ params, url, locals }) => {
  const [image, { studies }] = await orErrorPage(
    Promise.all([
      call(catalog.readImage, { params }, toCatalog()),
      call(arena.listCaseStudies, { params }, toArena()),
    ]),
  );
  const token = locals.maintainer;
  const votes = token
    ? await orErrorPage(
        Promise.all(
          studies.map(async (study) => ({ study, votes: await votesIn(study.slug, params.sha256, token) })),
        ),
      )
    : null;
  const layers = caseLayers(image.explanations);
  return {
    image,
    studies,
    votes,
    fields: wordsOf(fieldsOf(arena.listCaseVotes, 'votes')),
    layers,
    visible: firstVisible(layers, url.searchParams.getAll('show')),
  };
};

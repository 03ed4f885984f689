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

/** A page of votes on an image in one study; `null` where the maintainer's token is no longer good. */
async function votesIn(study: string, sha256: string, { page, token }: { page: number; token: string }) {
  try {
    const listed = await call(
      arena.listCaseVotes,
      { params: { study, sha256 }, query: { page } },
      toArena(token),
    );
    return { ...listed, page };
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
  // Of one study at a time another page than the first is looked at.
  const page = Math.trunc(Number(url.searchParams.get('page')));
  const pageOf = (study: string) =>
    url.searchParams.get('study') === study && page >= 1 && page <= 100_000 ? page : 1;
  const votes = token
    ? await orErrorPage(
        Promise.all(
          studies.map(async (study) => ({
            study,
            list: await votesIn(study.slug, params.sha256, { page: pageOf(study.slug), token }),
          })),
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

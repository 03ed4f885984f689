import { caseLayers, firstVisible } from '#lib/case/case-layers.ts';
import {
  arena,
  call,
  catalog,
  fieldsOf,
  orErrorPage,
  toArena,
  toCatalog,
  wordsOf,
} from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { PageServerLoad } from './$types';

/** A page of votes on an image in one study. */
async function votesIn(study: string, sha256: string, page: number) {
  const listed = await call(arena.listCaseVotes, { params: { study, sha256 }, query: { page } }, toArena());
  return { ...listed, page };
}

export const load: PageServerLoad = async ({ params, url }) => {
  const [image, { studies }] = await orErrorPage(
    Promise.all([
      call(catalog.readImage, { params }, toCatalog()),
      call(arena.listCaseStudies, { params }, toArena()),
    ]),
  );
  // Of one study at a time another page than the first is looked at.
  const page = Math.trunc(Number(url.searchParams.get('page')));
  const pageOf = (study: string) =>
    url.searchParams.get('study') === study && page >= 1 && page <= 100_000 ? page : 1;
  const looks = await Promise.all(studies.map(async (study) => ({ study, ...(await roleHere(study.slug)) })));
  const seen = looks.flatMap(({ study, views }) => (views ? [study] : []));
  const { views } = await roleHere();
  const votes =
    seen.length === 0 && !views
      ? null
      : await orErrorPage(
          Promise.all(
            seen.map(async (study) => ({
              study,
              list: await votesIn(study.slug, params.sha256, pageOf(study.slug)),
            })),
          ),
        );
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

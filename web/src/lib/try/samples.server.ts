import { call, catalog, orErrorPage, orNothing, send, toCatalog } from '#lib/server/services.ts';

/** Images of each label that are offered. */
const ofEach = { generated: 4, real: 2 };

/** Images of a demo dataset, by hash, for visitors who have no image of their own; empty without such a dataset. */
export async function readSamples(): Promise<string[]> {
  const list = await orErrorPage(orNothing(call(catalog.listDatasets, {}, toCatalog())));
  const demo = list?.datasets.find(({ kind }) => kind === 'demo');
  if (!demo) return [];
  const pages = await Promise.all(
    (['generated', 'real'] as const).map((label) =>
      orErrorPage(
        orNothing(
          call(
            catalog.listDatasetImages,
            { params: { dataset: demo.slug }, query: { label, limit: ofEach[label] } },
            toCatalog(),
          ),
        ),
      ),
    ),
  );
  // By hash, so that their order does not tell which are generated.
  return pages.flatMap((page) => page?.images.map(({ sha256 }) => sha256) ?? []).toSorted();
}

/** The file of a sample; null where there is no such image. */
export async function readSample(sha256: string): Promise<File | null> {
  const parsed = catalog.readImageFile.request.params.safeParse({ sha256 });
  if (!parsed.success) return null;
  const image = await orErrorPage(
    orNothing(send(catalog.readImageFile, { params: parsed.data }, toCatalog())),
  );
  if (!image) return null;
  return new File([await image.arrayBuffer()], sha256, { type: image.headers.get('content-type') ?? '' });
}

import { call, catalog, metrics, orErrorPage, toCatalog, toMetrics } from '#lib/server/services.ts';
import { makeThumb, type Thumb } from './thumbs.ts';

type Sides = { a: metrics.Run; b?: metrics.Run };

/** Thumbnails of images, by their hash, with what the runs and the dataset's references mark on them. */
export async function readThumbs(
  sha256s: readonly string[],
  { a, b }: Sides,
): Promise<Record<string, Thumb>> {
  const [{ runs }, images] = await orErrorPage(
    Promise.all([
      call(metrics.listRuns, { query: { dataset: a.dataset.slug } }, toMetrics()),
      Promise.all(
        [...new Set(sha256s)].map((sha256) => call(catalog.readImage, { params: { sha256 } }, toCatalog())),
      ),
    ]),
  );
  const shownIds = new Set([a.id, b?.id]);
  const references = runs.filter(({ id, reference }) => reference && !shownIds.has(id)).map(({ id }) => id);
  const shown = [
    { runs: references, name: 'Reference', side: null },
    { runs: [a.id], name: a.source.name, side: 'a' as const },
    ...(b ? [{ runs: [b.id], name: b.source.name, side: 'b' as const }] : []),
  ];
  return Object.fromEntries(images.map((image) => [image.sha256, makeThumb(image, shown)]));
}

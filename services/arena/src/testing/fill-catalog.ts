import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { Explanation } from '@fakexplain/explanation';

const { datasetImages, datasets, explanations, images, runs, sources } = catalogSchema;

export interface Catalog {
  dataset: string;
  /** Hashes of the images, in their order. */
  images: string[];
  /** Slugs of the sources. */
  sources: string[];
}

interface CatalogOptions {
  /** Prefix of all slugs. */
  name?: string;
  images: number;
  sources: string[];
  /** What a source says of an image; null: nothing. Default: something of its own. */
  explain?: (image: number, source: number) => Partial<Explanation> | null;
  /** Label, category and generator of an image. */
  describe?: (image: number) => { label?: 'real' | 'generated'; category?: string; generator?: string };
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** A dataset with images and what sources say of them, as an import would leave it. Images differ in size. */
export async function fillCatalog(db: Database, options: CatalogOptions): Promise<Catalog> {
  const { name = `set-${randomUUID().slice(0, 8)}`, explain, describe } = options;
  const [dataset] = await db
    .insert(datasets)
    .values({
      slug: name,
      title: name,
      kind: 'other',
      licence: 'none',
      origin: 'test',
      localisation: 'visible_artifact',
    })
    .returning();
  if (!dataset) throw new Error('no dataset');
  const shas = Array.from({ length: options.images }, (_, image) => hash(`${name} ${image}`));
  await db.insert(images).values(
    shas.map((sha256, image) => ({
      sha256,
      width: 100 + image,
      height: 200 + image,
      mediaType: 'image/png',
      byteSize: 8,
    })),
  );
  await db.insert(datasetImages).values(
    shas.map((imageSha256, image) => ({
      datasetId: dataset.id,
      imageSha256,
      path: `${String(image).padStart(6, '0')}.png`,
      label: 'generated' as const,
      ...describe?.(image),
    })),
  );
  for (const [source, slug] of options.sources.entries()) {
    const [made] = await db
      .insert(sources)
      .values({ slug: `${name}-${slug}`, name: slug, kind: 'stand-in' })
      .returning();
    if (!made) throw new Error('no source');
    const [run] = await db
      .insert(runs)
      .values({ sourceId: made.id, datasetId: dataset.id, origin: 'import', title: slug })
      .returning();
    if (!run) throw new Error('no run');
    const rows = shas.flatMap((imageSha256, image) => {
      const said = explain ? explain(image, source) : {};
      if (!said) return [];
      const explanation: Explanation = {
        verdict: 'generated',
        probability: null,
        tags: [`tag ${image % 3}`],
        reasoning: `reasoning ${source} about ${image}`,
        regions: [{ box: [10 + source, 20, 30 + source, 40.5], description: `defect ${image} by ${source}` }],
        ...said,
      };
      return [
        {
          runId: run.id,
          imageSha256,
          ...explanation,
          parseStatus: explanation.verdict === null ? ('failed' as const) : ('ok' as const),
          parseProblems: [],
          contentHash: createHash('sha256').update(JSON.stringify(explanation)).digest(),
        },
      ];
    });
    for (let first = 0; first < rows.length; first += 1_000)
      await db.insert(explanations).values(rows.slice(first, first + 1_000));
  }
  return { dataset: name, images: shas, sources: options.sources.map((slug) => `${name}-${slug}`) };
}

import { createHash } from 'node:crypto';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { Region, Verdict } from '@fakexplain/explanation';

export interface CatalogImage {
  /** Distinct within the catalog; stands in the hash. */
  name: string;
  label: Verdict;
  generator?: string;
  category?: string;
  /** What each source says of it, by source slug. */
  explanations: Record<string, { verdict: Verdict | null; regions: Region[] }>;
}

/** Writes a dataset, its sources and their explanations as an import would, without bytes in a blob store. */
export async function seedCatalog(
  db: Database,
  { dataset, images }: { dataset: string; images: CatalogImage[] },
): Promise<void> {
  const [{ id: datasetId } = { id: '' }] = await db
    .insert(catalogSchema.datasets)
    .values({
      slug: dataset,
      title: dataset,
      kind: 'other',
      licence: 'CC0-1.0',
      origin: 'made for a test',
      localisation: 'visible_artifact',
    })
    .returning({ id: catalogSchema.datasets.id });
  const runs = new Map<string, string>();
  for (const slug of new Set(images.flatMap((image) => Object.keys(image.explanations)))) {
    const [source] = await db
      .insert(catalogSchema.sources)
      .values({ slug, name: slug, kind: 'model' })
      .onConflictDoUpdate({ target: catalogSchema.sources.slug, set: { slug } })
      .returning({ id: catalogSchema.sources.id });
    const [run] = await db
      .insert(catalogSchema.runs)
      .values({ sourceId: source?.id ?? '', datasetId, origin: 'import', title: `${slug}.jsonl` })
      .returning({ id: catalogSchema.runs.id });
    runs.set(slug, run?.id ?? '');
  }
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  for (let start = 0; start < images.length; start += 500) {
    const batch = images.slice(start, start + 500);
    await db.insert(catalogSchema.images).values(
      batch.map(({ name }) => ({
        sha256: sha256(name),
        width: 640,
        height: 480,
        mediaType: 'image/png',
        byteSize: 1,
      })),
    );
    await db.insert(catalogSchema.datasetImages).values(
      batch.map(({ name, label, generator = null, category = null }) => ({
        datasetId,
        imageSha256: sha256(name),
        path: `${name}.png`,
        label,
        generator,
        category,
      })),
    );
    const rows = batch.flatMap(({ name, explanations }) =>
      Object.entries(explanations).map(([slug, { verdict, regions }]) => ({
        runId: runs.get(slug) ?? '',
        imageSha256: sha256(name),
        verdict,
        tags: [],
        reasoning: '',
        regions,
        parseStatus: 'ok' as const,
        parseProblems: [],
        contentHash: createHash('sha256')
          .update(JSON.stringify([verdict, regions]))
          .digest(),
      })),
    );
    for (let at = 0; at < rows.length; at += 2_000) {
      await db.insert(catalogSchema.explanations).values(rows.slice(at, at + 2_000));
    }
  }
}

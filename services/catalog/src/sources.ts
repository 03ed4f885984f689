import { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { count, countDistinct, eq, max } from 'drizzle-orm';
import { z } from 'zod';
import { ImportRefused } from './rows/refusal.ts';

const { datasets, explanations, runs, sources } = catalogSchema;
const { slug } = catalog.sourceSchema.shape;

/** A source as files and flags name it. */
export const sourceEntrySchema = z.strictObject({
  slug,
  name: z.string().min(1).max(200),
  kind: catalog.sourceKindSchema,
  demo: z.boolean().default(false),
  description: z.string().max(2_000).default(''),
});
export type SourceEntry = z.infer<typeof sourceEntrySchema>;

/**
 * The id of a source, made where it is new; name and description of one that exists stay.
 * @throws ImportRefused where it exists as something else, or is new and its kind is not said.
 */
export async function ensureSource(
  db: Database,
  entry: Pick<SourceEntry, 'slug'> & Partial<SourceEntry>,
): Promise<string> {
  const { slug, kind, name = slug, demo, description } = entry;
  if (kind) {
    await db
      .insert(sources)
      .values({ slug, name, kind, demo: demo ?? false, description: description ?? '' })
      .onConflictDoNothing();
  }
  const found = await checkSource(db, entry);
  if (!found) throw new Error(`the source ${slug} vanished while it was made`);
  return found.id;
}

/**
 * The source of this slug, where it exists.
 * @throws ImportRefused where it exists as something else, or is new and its kind is not said
 */
export async function checkSource(
  db: Database,
  { slug, kind, demo }: Pick<SourceEntry, 'slug'> & Partial<SourceEntry>,
) {
  const [found] = await db.select().from(sources).where(eq(sources.slug, slug));
  if (!found && !kind) throw new ImportRefused(`There is no source ${slug} yet: say its kind.`);
  if (!found) return undefined;
  if (kind && kind !== found.kind) {
    throw new ImportRefused(`The source ${slug} exists as ${found.kind}, not ${kind}: take another slug.`);
  }
  if (demo !== undefined && demo !== found.demo) {
    const is = (demo: boolean) => (demo ? 'a demo' : 'no demo');
    throw new ImportRefused(`The source ${slug} exists as ${is(found.demo)}, not as ${is(demo)}.`);
  }
  return found;
}

/** Every source with how much it explained, by slug. */
export async function listSources(db: Database): Promise<catalog.Source[]> {
  const rows = await db
    .select({
      slug: sources.slug,
      name: sources.name,
      kind: sources.kind,
      demo: sources.demo,
      description: sources.description,
      dataset: datasets.slug,
      explanations: count(explanations.id),
      images: countDistinct(explanations.imageSha256),
      newestRunAt: max(runs.createdAt),
    })
    .from(sources)
    .leftJoin(runs, eq(runs.sourceId, sources.id))
    .leftJoin(datasets, eq(datasets.id, runs.datasetId))
    .leftJoin(explanations, eq(explanations.runId, runs.id))
    .groupBy(sources.id, datasets.slug)
    .orderBy(sources.slug, datasets.slug);
  const found = new Map<string, catalog.Source>();
  for (const { dataset, explanations: said, images, newestRunAt, ...source } of rows) {
    const known = found.get(source.slug) ?? { ...source, explanations: 0, datasets: [] };
    const explained =
      dataset !== null && newestRunAt !== null
        ? [{ slug: dataset, images, newestRunAt: newestRunAt.toISOString() }]
        : [];
    found.set(source.slug, {
      ...known,
      explanations: known.explanations + said,
      datasets: [...known.datasets, ...explained],
    });
  }
  return [...found.values()];
}

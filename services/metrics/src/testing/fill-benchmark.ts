import { createHash } from 'node:crypto';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { Box, Mask, ParseStatus, Verdict } from '@fakexplain/explanation';
import { and, eq } from 'drizzle-orm';

const { datasetImages, datasets, explanations, images, runs, sources } = catalogSchema;

export interface Said {
  verdict: Verdict | null;
  probability?: number;
  parseStatus?: ParseStatus;
  reasoning?: string;
  regions?: { box: Box; description: string; mask?: Mask }[];
}

type Place = Partial<Pick<typeof datasetImages.$inferInsert, 'category' | 'generator' | 'fold' | 'groupKey'>>;

/** Every image is of 100 × 100 pixels; its hash follows from its name. */
export const hashOf = (image: string) => createHash('sha256').update(image).digest('hex');

export async function addDataset(
  db: Database,
  slug: string,
  places: Record<string, Place & { label: Verdict }>,
  localisation: (typeof datasets.$inferInsert)['localisation'] = 'visible_artifact',
): Promise<string> {
  const [dataset] = await db
    .insert(datasets)
    .values({ slug, title: slug, kind: 'other', licence: '', origin: '', localisation })
    .returning();
  if (!dataset) throw new Error('no dataset was made');
  const sizes = { width: 100, height: 100, mediaType: 'image/png', byteSize: 1 };
  const names = Object.keys(places);
  await db
    .insert(images)
    .values(names.map((name) => ({ sha256: hashOf(name), ...sizes })))
    .onConflictDoNothing();
  await db.insert(datasetImages).values(
    Object.entries(places).map(([name, place]) => ({
      datasetId: dataset.id,
      imageSha256: hashOf(name),
      path: name,
      ...place,
    })),
  );
  return dataset.id;
}

/** The id of the run of `source` on a dataset, made where it is new, with what it says of images added. */
export async function addRun(
  db: Database,
  { source, datasetId, reference = false }: { source: string; datasetId: string; reference?: boolean },
  says: Record<string, Said>,
): Promise<string> {
  await db.insert(sources).values({ slug: source, name: source, kind: 'model' }).onConflictDoNothing();
  const [found] = await db.select().from(sources).where(eq(sources.slug, source));
  const sourceId = found?.id ?? '';
  await db
    .insert(runs)
    .values({ sourceId, datasetId, reference, origin: 'import', title: 'said.jsonl' })
    .onConflictDoNothing();
  const [run] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.sourceId, sourceId), eq(runs.datasetId, datasetId)));
  const runId = run?.id ?? '';
  const rows = Object.entries(says).map(
    ([image, { verdict, probability, parseStatus, reasoning = '', regions = [] }]) => ({
      runId,
      imageSha256: hashOf(image),
      verdict,
      probability: probability ?? null,
      tags: [],
      reasoning,
      regions,
      parseStatus: parseStatus ?? (verdict === null ? ('failed' as const) : ('ok' as const)),
      parseProblems: [],
      contentHash: Buffer.alloc(32),
    }),
  );
  if (rows.length > 0) await db.insert(explanations).values(rows);
  return runId;
}

import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { coordinateSpaceSchema, grammarSchema } from '@fakexplain/explanation';
import type { Reader } from '@fakexplain/service-kit';
import { and, count, desc, eq, sql } from 'drizzle-orm';
import { isShownTo, placeInDataset } from './place-in-dataset.ts';

const { datasetImages, explanations, runs } = catalogSchema;

const shownImages = 3;
const regionCount = sql`jsonb_array_length(${explanations.regions})`;

/** What was understood of a run's explanations, with its first images; for the public without images under embargo. */
export async function readBack(
  db: Database,
  runId: string,
  reader: Reader,
): Promise<metrics.RunReport['readBack']> {
  const isText = sql<boolean>`${explanations.rawText} is not null`;
  const { grammar, coordinateSpace, readingSettings } = explanations;
  const [read, first] = await Promise.all([
    db
      .select({
        isText,
        grammar,
        coordinateSpace,
        readingSettings,
        explanations: count(),
        regions: sql<number>`sum(${regionCount})::int`,
        masks: sql<number>`sum((
          select count(*) from jsonb_array_elements(${explanations.regions}) region where region ? 'mask'))::int`,
      })
      .from(explanations)
      .where(eq(explanations.runId, runId))
      .groupBy(isText, grammar, coordinateSpace, readingSettings)
      .orderBy(desc(count())),
    db
      .select({ sha256: datasetImages.imageSha256, path: datasetImages.path, label: datasetImages.label })
      .from(explanations)
      .innerJoin(runs, eq(runs.id, explanations.runId))
      .innerJoin(datasetImages, placeInDataset)
      .where(and(eq(explanations.runId, runId), isShownTo(reader)))
      .orderBy(sql`${regionCount} = 0`, datasetImages.path)
      .limit(shownImages),
  ]);
  const sum = (of: (row: (typeof read)[number]) => number) => read.reduce((all, row) => all + of(row), 0);
  return {
    regions: sum(({ regions }) => regions),
    masks: sum(({ masks }) => masks),
    texts: read.map(({ isText, grammar, coordinateSpace, readingSettings, explanations }) => ({
      written: isText ? 'text' : 'structured',
      grammar: grammarSchema.nullable().parse(grammar),
      coordinateSpace: coordinateSpaceSchema.nullable().parse(coordinateSpace),
      readingSettings,
      explanations,
    })),
    first,
  };
}

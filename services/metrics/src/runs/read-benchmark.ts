import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { readEmbargoedRuns } from '@fakexplain/database/embargo';
import { catalogSchema } from '@fakexplain/database/schema';
import type { Reader } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';
import { publishedFigures } from '../published/figures.ts';
import { describedMetrics } from '../metrics/registry.ts';
import { countUnreadable } from './count-unreadable.ts';
import { readValues } from './read-values.ts';
import { selectRuns } from './select-runs.ts';
import { embargoOfRuns } from './embargo.ts';
import { warningsOf } from './warnings.ts';

const { datasetImages, datasets } = catalogSchema;

export interface BenchmarkQuery {
  slice: metrics.Benchmark['slice']['kind'];
  /** Empty for the slice `all`. */
  value: string;
  dataset?: string | undefined;
}

/**
 * Every run that has explanations, with what it scores on a slice; a run without values there has an empty list. For the
 * public without the runs whose scores are under embargo.
 */
export async function readBenchmark(
  db: Database,
  { slice: kind, value, dataset }: BenchmarkQuery,
  reader: Reader,
): Promise<metrics.Benchmark> {
  const slice = { kind, value: kind === 'all' ? '' : value };
  const withheld = reader === 'public';
  const [all, embargoed] = await Promise.all([
    selectRuns(db, { dataset, explained: true }),
    readEmbargoedRuns(db),
  ]);
  const embargo = embargoOfRuns(all, embargoed);
  const runs = withheld ? all.filter(({ id }) => !embargo.runs.has(id)) : all;
  const ids = runs.map(({ id }) => id);
  const [found, slices, unreadable] = await Promise.all([
    readValues(db, ids, slice),
    readSlices(db, dataset),
    countUnreadable(db, ids),
  ]);
  const byRun = new Map(found.map((measured) => [measured.run, measured]));
  return {
    metrics: [...describedMetrics],
    slice,
    slices,
    rows: runs.map((run) => {
      const measured = byRun.get(run.id);
      const warnings = warningsOf(run, measured, unreadable.get(run.id));
      return { run, values: measured?.values ?? [], warnings };
    }),
    embargo: { count: embargo.runs.size, withheld, studies: embargo.studies },
    published: publishedFigures(),
    unscored: runs.reduce((sum, { explanations, scored }) => sum + explanations - scored, 0),
  };
}

/** What the categories and generators of the images are called. */
async function readSlices(db: Database, dataset: string | undefined): Promise<metrics.Benchmark['slices']> {
  const rows = await db
    .selectDistinct({ category: datasetImages.category, generator: datasetImages.generator })
    .from(datasetImages)
    .innerJoin(datasets, eq(datasets.id, datasetImages.datasetId))
    .where(dataset === undefined ? undefined : eq(datasets.slug, dataset));
  const named = (names: (string | null)[]) =>
    [...new Set(names.filter((name) => name !== null))].toSorted((a, b) => a.localeCompare(b, 'en'));
  return {
    category: named(rows.map(({ category }) => category)),
    generator: named(rows.map(({ generator }) => generator)),
  };
}

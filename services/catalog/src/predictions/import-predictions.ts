import { basename } from 'node:path';
import type { Database } from '@fakexplain/database';
import type { NewExplanation } from '@fakexplain/database/explanations';
import { catalogSchema } from '@fakexplain/database/schema';
import { and, count, eq, isNull } from 'drizzle-orm';
import { findDataset } from '../datasets/ensure-dataset.ts';
import { ensureRun } from '../explanations/ensure-run.ts';
import { storeBatch } from '../explanations/store-explanations.ts';
import { madeWithRows } from '../rows/made-with-rows.ts';
import { ImportRefused } from '../rows/refusal.ts';
import { takeRows, type ImportOptions, type ImportSummary, type Taken } from '../rows/take-rows.ts';
import { checkSource, ensureSource, type SourceEntry } from '../sources.ts';
import { byNameAlone, namesIn, readCatalogImages } from './catalog-images.ts';
import { ImageMatcher, type CatalogImage } from './match-images.ts';
import { openProducer, type Producer } from './open-producer.ts';
import { asExplanation, type Prediction } from './prediction.ts';
import { ProblemCounts } from './problems.ts';

const { datasetImages, explanations } = catalogSchema;

export interface PredictionsImport {
  db: Database;
  /** File or folder; its name becomes the title of the run. */
  file: string;
  producer: Producer;
  /** Slug of a dataset that has the images. */
  dataset: string;
  /** Whose predictions these are; its kind is `model` by default. */
  source: Pick<SourceEntry, 'slug'> & Partial<SourceEntry>;
  /** What to take off the front of the paths that the producer gives. */
  root?: string | undefined;
}

type Row = NewExplanation & { field: string; found: CatalogImage };

/**
 * Brings in what a model said elsewhere, in the form in which its own code wrote it, as one run. May be repeated: what is
 * there is left alone. `summary.added` counts by verdict.
 * @throws ImportRefused where nothing can be imported at all
 */
export async function importPredictions(
  { db, file, producer, dataset: slug, source, root }: PredictionsImport,
  options: ImportOptions = {},
): Promise<{ summary: ImportSummary; notes: string[] }> {
  const dataset = await findDataset(db, slug);
  if (!dataset) throw new ImportRefused(`There is no dataset ${slug}: import its images first.`);
  const matcher = new ImageMatcher(slug, await readCatalogImages(db, dataset.id), root);
  const finder = matcher.among(await namesIn((await openProducer(file, producer, matcher)).rows));
  const { rows, total, notes } = await openProducer(file, producer, matcher);
  const named = { kind: 'model' as const, ...source };
  await checkSource(db, named);
  const withRun = madeWithRows(db, async (tx) => {
    const sourceId = await ensureSource(tx, named);
    const runId = await ensureRun(tx, { sourceId, datasetId: dataset.id, title: basename(file) });
    return { datasetId: dataset.id, runId };
  });
  const problems = new ProblemCounts();

  const complete = async ({ image, field, ofMask, explain }: Prediction): Promise<Row> => {
    const found = finder.find({ image, ofMask }, field);
    const explanation = asExplanation(found.sha256, await explain(found));
    problems.add(explanation.parseProblems);
    return { ...explanation, field, found };
  };
  async function* completed(): AsyncGenerator<Taken<Row>> {
    for await (const { prepare, ...row } of rows) {
      yield { ...row, prepare: async () => complete(await prepare()) };
    }
  }
  let run: { datasetId: string; runId: string } | undefined;
  const asVerdict = ({ explanation }: Row) => explanation.verdict ?? 'without a verdict';
  const store = (batch: Row[]) =>
    withRun((tx, made) => {
      run = made;
      return storeBatch(tx, made, batch, asVerdict);
    });
  const identity = ({ imageSha256, field }: Row) => ({ key: imageSha256, field });
  const understand = ({ found: { path, label }, ...explanation }: Row) => ({
    image: path,
    label,
    explanation,
  });
  const summary = await takeRows({ rows: completed(), total, identity, understand, store }, options);
  if (summary.interrupted) return { summary, notes: problems.notes() };
  const lacking = run ? await countUnexplained(db, run) : 0;
  return {
    summary,
    notes: [
      ...problems.notes(),
      ...(notes?.() ?? []),
      ...byNameAlone(finder, root),
      ...(lacking > 0 ? [`${lacking} ${lacking === 1 ? 'image has' : 'images have'} no prediction`] : []),
    ],
  };
}

/** How many images of a dataset a run says nothing of. */
async function countUnexplained(
  db: Database,
  { datasetId, runId }: { datasetId: string; runId: string },
): Promise<number> {
  const [found] = await db
    .select({ images: count() })
    .from(datasetImages)
    .leftJoin(
      explanations,
      and(eq(explanations.runId, runId), eq(explanations.imageSha256, datasetImages.imageSha256)),
    )
    .where(and(eq(datasetImages.datasetId, datasetId), isNull(explanations.id)));
  return found?.images ?? 0;
}

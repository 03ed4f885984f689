import { whileOpen, type metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { isPublicImage, readEmbargoedRuns, readEmbargoOfDataset } from '@fakexplain/database/embargo';
import { catalogSchema } from '@fakexplain/database/schema';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { and, eq, exists, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { embargoOfRuns } from '../runs/embargo.ts';
import { selectRuns } from '../runs/select-runs.ts';
import { compareAnnotation } from './compare-annotation.ts';
import { reportAnnotator, type CheckedImage, type Thresholds } from './report-annotator.ts';

const { datasetImages, datasets, explanations, images, runs, sources } = catalogSchema;

/**
 * Compares with the reference source every other source that explained some of the same images of a dataset: FakeXplained's
 * quality control. Of a source that explained an image in several runs, the newest counts. For the public without
 * annotators whose scores are under embargo, and without images under embargo among those that fail.
 * @throws ProblemError `not-found` where there is no such dataset, or the reference explained none of its images;
 *   `embargoed` where the reference's scores are withheld, as every number here is one of them
 */
export async function readAnnotationQuality(
  db: Database,
  slug: string,
  { reference, ...thresholds }: { reference: string } & Thresholds,
  reader: Reader,
): Promise<metrics.AnnotationQuality> {
  const [dataset] = await db.select({ id: datasets.id }).from(datasets).where(eq(datasets.slug, slug));
  if (!dataset) throw new ProblemError('not-found', { detail: `There is no dataset ${slug}.` });
  const wanted = await annotationsOf(db, dataset.id, reference);
  if (wanted.size === 0) {
    const detail = `The source ${reference} has explained no image of ${slug}.`;
    throw new ProblemError('not-found', { detail });
  }
  const withheld = reader === 'public';
  const [runsHere, embargoedRuns, embargo] = await Promise.all([
    selectRuns(db, { dataset: slug }),
    readEmbargoedRuns(db),
    readEmbargoOfDataset(db, slug),
  ]);
  const ofRuns = embargoOfRuns(runsHere, embargoedRuns);
  const embargoed = new Set(
    runsHere.filter(({ id }) => ofRuns.runs.has(id)).map(({ source }) => source.slug),
  );
  if (withheld && embargoed.has(reference)) {
    const detail = `How others agree with ${reference} on ${slug} is withheld ${whileOpen(ofRuns.studies)}.`;
    throw new ProblemError('embargoed', { detail });
  }
  const annotators = [];
  for (const { source, name } of await annotatorsBeside(db, dataset.id, reference)) {
    if (withheld && embargoed.has(source)) continue;
    const checked: CheckedImage[] = [];
    for (const [sha256, given] of await annotationsOf(db, dataset.id, source)) {
      const held = wanted.get(sha256);
      if (!held) continue;
      const isListed = held.isPublic || !withheld;
      checked.push({ sha256, path: held.path, isListed, ...compareAnnotation(given, held, held) });
    }
    if (checked.length > 0) annotators.push(reportAnnotator({ source, name }, checked, thresholds));
  }
  return {
    reference,
    thresholds,
    annotators,
    embargo: { ...embargo, withheld },
    embargoedRuns: { count: ofRuns.runs.size, withheld, studies: ofRuns.studies },
  };
}

async function annotationsOf(db: Database, datasetId: string, source: string) {
  const rows = await db
    .selectDistinctOn([explanations.imageSha256], {
      sha256: explanations.imageSha256,
      path: datasetImages.path,
      isPublic: sql<boolean>`${isPublicImage(datasetImages.imageSha256)}`,
      width: images.width,
      height: images.height,
      tags: explanations.tags,
      regions: explanations.regions,
    })
    .from(explanations)
    .innerJoin(runs, eq(runs.id, explanations.runId))
    .innerJoin(sources, eq(sources.id, runs.sourceId))
    .innerJoin(images, eq(images.sha256, explanations.imageSha256))
    .innerJoin(
      datasetImages,
      and(eq(datasetImages.datasetId, runs.datasetId), eq(datasetImages.imageSha256, images.sha256)),
    )
    .where(and(eq(runs.datasetId, datasetId), eq(sources.slug, source)))
    .orderBy(explanations.imageSha256, sql`${runs.createdAt} desc, ${runs.id}`);
  return new Map(rows.map((row) => [row.sha256, row]));
}

function annotatorsBeside(db: Database, datasetId: string, reference: string) {
  const run = alias(runs, 'run');
  const ran = db
    .select({ one: sql`1` })
    .from(run)
    .where(and(eq(run.sourceId, sources.id), eq(run.datasetId, datasetId)));
  return db
    .select({ source: sources.slug, name: sources.name })
    .from(sources)
    .where(and(ne(sources.slug, reference), exists(ran)))
    .orderBy(sources.slug);
}

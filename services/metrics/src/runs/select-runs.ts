import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { and, count, desc, eq, isNotNull, or } from 'drizzle-orm';
import { scorerVersion } from '../metrics/registry.ts';

const { datasetImages, datasets, explanations, runs, sources } = catalogSchema;
const { scores } = metricsSchema;

/** Runs, newest first, with their numbers of explained and scored images; `explained`: only those with explanations. */
export async function selectRuns(
  db: Database,
  which: {
    dataset?: string | undefined;
    source?: string | undefined;
    ids?: string[];
    explained?: boolean;
  } = {},
): Promise<metrics.Run[]> {
  const said = db
    .select({ runId: explanations.runId, explanations: count().as('explanations') })
    .from(explanations)
    .groupBy(explanations.runId)
    .as('said');
  const scored = db
    .select({ runId: scores.runId, scored: count().as('scored') })
    .from(scores)
    .where(eq(scores.scorer, scorerVersion))
    .groupBy(scores.runId)
    .as('scored');
  const placed = db
    .select({ datasetId: datasetImages.datasetId, images: count().as('images') })
    .from(datasetImages)
    .groupBy(datasetImages.datasetId)
    .as('placed');
  const rows = await db
    .select({
      run: runs,
      source: sources,
      dataset: datasets,
      explanations: said.explanations,
      scored: scored.scored,
      images: placed.images,
    })
    .from(runs)
    .innerJoin(sources, eq(sources.id, runs.sourceId))
    .innerJoin(datasets, eq(datasets.id, runs.datasetId))
    .leftJoin(said, eq(said.runId, runs.id))
    .leftJoin(scored, eq(scored.runId, runs.id))
    .leftJoin(placed, eq(placed.datasetId, runs.datasetId))
    .where(
      and(
        which.dataset === undefined ? undefined : eq(datasets.slug, which.dataset),
        which.source === undefined ? undefined : eq(sources.slug, which.source),
        which.ids && or(...which.ids.map((id) => eq(runs.id, id))),
        which.explained ? isNotNull(said.runId) : undefined,
      ),
    )
    .orderBy(desc(runs.createdAt), runs.id);
  return rows.map(({ run, source, dataset, explanations, scored, images }) => ({
    id: run.id,
    title: run.title,
    origin: run.origin,
    reference: run.reference,
    source: { slug: source.slug, name: source.name, kind: source.kind, demo: source.demo },
    dataset: {
      slug: dataset.slug,
      title: dataset.title,
      kind: dataset.kind,
      localisation: dataset.localisation,
    },
    explanations: explanations ?? 0,
    scored: scored ?? 0,
    images: images ?? 0,
    createdAt: run.createdAt.toISOString(),
  }));
}

/** The run with an id. @throws ProblemError `not-found` */
export async function findRun(db: Database, id: string): Promise<metrics.Run> {
  const [run] = await selectRuns(db, { ids: [id] });
  if (!run) throw new ProblemError('not-found', { detail: `There is no run ${id}.` });
  return run;
}

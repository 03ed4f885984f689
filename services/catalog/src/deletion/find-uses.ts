import type { Database } from '@fakexplain/database';
import { catalogSchema, inferenceSchema, views } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { and, eq, inArray, ne, sql } from 'drizzle-orm';

const { datasets, imports, runs, sources } = catalogSchema;

/** What may be used: a dataset or a source, by its id. */
export type Usable = { dataset: string } | { source: string };

/**
 * Makes sure that nothing uses a dataset or source: no study, drafts included, no run that is going on, no import into it.
 * @throws ProblemError `in-use` with all that does
 */
export async function assertUnused(db: Database, what: Usable): Promise<void> {
  const { studyUses } = views;
  const { runsInProgress } = inferenceSchema;
  const isIt =
    'dataset' in what ? eq(studyUses.datasetId, what.dataset) : eq(studyUses.sourceId, what.source);
  const ofRun = 'dataset' in what ? eq(runs.datasetId, what.dataset) : eq(runs.sourceId, what.source);
  const studies = await db.selectDistinct().from(studyUses).where(isIt).orderBy(studyUses.study);
  const going = await db
    .select({ title: runs.title, source: sources.slug, dataset: datasets.slug })
    .from(runs)
    .innerJoin(runsInProgress, eq(runsInProgress.runId, runs.id))
    .innerJoin(sources, eq(sources.id, runs.sourceId))
    .innerJoin(datasets, eq(datasets.id, runs.datasetId))
    .where(ofRun);
  const coming =
    'dataset' in what
      ? await db
          .select({ fileName: imports.fileName })
          .from(imports)
          .innerJoin(datasets, eq(datasets.slug, imports.dataset))
          .where(
            and(
              eq(datasets.id, what.dataset),
              inArray(imports.state, ['waiting', 'running', 'stopping']),
              ne(imports.dryRun, sql`true`),
            ),
          )
      : [];
  const errors = [
    ...studies.map(({ study, title, status }) => ({
      path: `studies.${study}`,
      message: `the study “${title}” (${study}), ${status}`,
    })),
    ...going.map(({ title, source, dataset }) => ({
      path: `runs.${source}`,
      message: `the run “${title}” of ${source} on ${dataset} is going on: cancel it first`,
    })),
    ...coming.map(({ fileName }) => ({ path: 'imports', message: `${fileName} is being imported into it` })),
  ];
  if (errors.length === 0) return;
  const count = errors.length === 1 ? 'One use' : `${errors.length} uses`;
  throw new ProblemError('in-use', {
    detail: `${count} of it: ${errors.map(({ message }) => message).join('; ')}.`,
    errors,
  });
}

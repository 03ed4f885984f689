import type { DatabaseOrTransaction } from '@fakexplain/database';
import { catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { and, eq, gt, lt, sql, type SQL } from 'drizzle-orm';
import { scorerVersion } from '../metrics/registry.ts';
import type { RunState } from './read-run-states.ts';

const { datasetImages, explanations, images } = catalogSchema;
const { scores } = metricsSchema;

/** Images whose hash is after `after` and before `before`. */
export interface HashRange {
  after: string;
  before: string;
}

/**
 * Not scored yet, or by another version, or as another parser read it, or with other references, or another language of
 * theirs, than there are now.
 */
function outdated({ referenceRuns, language }: RunState): SQL {
  const referenceKey =
    referenceRuns.length === 0
      ? sql`''`
      : sql`coalesce((
          select md5(string_agg(
            r.id::text || case when r.parser_version > 1 then ':' || r.parser_version else '' end, ','
            order by r.id)) || ${language === null ? '' : ` ${language}`}::text from catalog.explanations r
          where r.image_sha256 = ${explanations.imageSha256}
            and r.run_id in ${referenceRuns}), '')`;
  return sql`(${scores.explanationId} is null or ${scores.scorer} <> ${scorerVersion}
    or ${scores.parserVersion} is distinct from ${explanations.parserVersion}
    or ${scores.referenceKey} <> ${referenceKey})`;
}

const select = (db: DatabaseOrTransaction, run: RunState) =>
  db
    .select({
      id: explanations.id,
      imageSha256: explanations.imageSha256,
      parserVersion: explanations.parserVersion,
      verdict: explanations.verdict,
      regions: explanations.regions,
      reasoning: explanations.reasoning,
      label: datasetImages.label,
      width: images.width,
      height: images.height,
    })
    .from(explanations)
    .innerJoin(
      datasetImages,
      and(
        eq(datasetImages.datasetId, run.datasetId),
        eq(datasetImages.imageSha256, explanations.imageSha256),
      ),
    )
    .innerJoin(images, eq(images.sha256, explanations.imageSha256))
    .leftJoin(scores, eq(scores.explanationId, explanations.id))
    .$dynamic();

/** The first explanations of a run in a range that are to be scored, by the hash of their image. */
export const selectUnscored = (
  db: DatabaseOrTransaction,
  run: RunState,
  { after, before }: HashRange,
  limit: number,
) =>
  select(db, run)
    .where(
      and(
        eq(explanations.runId, run.id),
        gt(explanations.imageSha256, after),
        lt(explanations.imageSha256, before),
        outdated(run),
      ),
    )
    .orderBy(explanations.imageSha256)
    .limit(limit);

export async function hasUnscored(db: DatabaseOrTransaction, run: RunState): Promise<boolean> {
  const [first] = await select(db, run)
    .where(and(eq(explanations.runId, run.id), outdated(run)))
    .limit(1);
  return first !== undefined;
}

/** Explanations without a score of this version; those whose references have changed are found when their turn comes. */
export async function countUnscored(db: DatabaseOrTransaction): Promise<number> {
  const [row] = await db.execute<{ unscored: number }>(sql`
    select ((select count(*) from catalog.explanations)
      - (select count(*) from metrics.scores where scorer = ${scorerVersion}))::int as unscored`);
  return row?.unscored ?? 0;
}

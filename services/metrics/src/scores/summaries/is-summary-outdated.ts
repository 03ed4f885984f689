import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { parseOkMetric } from '../metric-catalogue.ts';
import { scorerVersion } from '../score-explanation.ts';

/**
 * Whether a run's summary is missing, or made from other scores than there are, or under another version, or before its
 * images got their categories, generators and folds (an import deals folds last). False where nothing is scored.
 */
export async function isSummaryOutdated(
  db: Database,
  run: { id: string; datasetId: string },
): Promise<boolean> {
  const [row] = await db.execute<{ outdated: boolean }>(sql`
    with stored as (
      select count(*) as explanations, max(s.scored_at) as as_of, count(i.category) as category,
        count(i.generator) as generator, count(i.fold) as fold
      from catalog.explanations e
      join metrics.scores s on s.explanation_id = e.id
      join catalog.dataset_images i on i.dataset_id = ${run.datasetId} and i.image_sha256 = e.image_sha256
      where e.run_id = ${run.id}
    ), summed as (
      select coalesce(sum(n) filter (where slice = 'category'), 0) as category,
        coalesce(sum(n) filter (where slice = 'generator'), 0) as generator,
        coalesce(sum(n) filter (where slice = 'fold'), 0) as fold
      from metrics.run_scores
      where run_id = ${run.id} and signature = ${parseOkMetric.signature}
    )
    select stored.explanations > 0 and (
      summary.run_id is null
      or (summary.scorer, summary.explanations, summary.as_of)
        is distinct from (${scorerVersion}::int, stored.explanations::int, stored.as_of)
      or (summed.category, summed.generator, summed.fold)
        is distinct from (stored.category, stored.generator, stored.fold)) as outdated
    from stored
    cross join summed
    left join metrics.summaries summary on summary.run_id = ${run.id}`);
  return row?.outdated ?? false;
}

import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import type { ScoringInput } from '../metrics/explanation-input.ts';

/** A run with what its scores depend on. */
export interface RunState {
  id: string;
  datasetId: string;
  localisation: ScoringInput['localisation'];
  language: ScoringInput['language'];
  /** Runs of the same dataset whose explanations are references; never the run itself. */
  referenceRuns: string[];
  explanations: number;
  /**
   * Changes whenever scores or their sums could: explanations are only ever added or read by a newer parser, so counts
   * and versions tell. Two equal states of a run need no second look.
   */
  state: string;
}

/** Every run that has explanations, oldest first. */
export async function readRunStates(db: Database): Promise<RunState[]> {
  return db.execute<RunState & Record<string, unknown>>(sql`
    with said as (
      select run_id, count(*)::int as explanations, sum(parser_version) as versions
      from catalog.explanations group by run_id
    ), places as (
      select dataset_id, concat_ws('/', count(*), count(category), count(generator), count(fold)) as filled
      from catalog.dataset_images
      group by dataset_id
    )
    select runs.id, runs.dataset_id as "datasetId", datasets.localisation, datasets.language, own.explanations,
      coalesce(array_agg(r.id order by r.id) filter (where r.id is not null), '{}') as "referenceRuns",
      concat_ws(' ', own.explanations, own.versions, places.filled, datasets.language,
        string_agg(concat_ws(':', r.id, theirs.explanations, theirs.versions), ' ' order by r.id)) as state
    from catalog.runs
    join catalog.datasets on datasets.id = runs.dataset_id
    join said own on own.run_id = runs.id
    join places on places.dataset_id = runs.dataset_id
    left join (catalog.runs r join said theirs on theirs.run_id = r.id)
      on r.dataset_id = runs.dataset_id and r.reference and r.id <> runs.id
    group by runs.id, datasets.id, own.explanations, own.versions, places.filled
    order by runs.created_at, runs.id`);
}

import type { inference } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { selectRuns } from './select-runs.ts';

/** Runs that generate explanations, newest first; of a model, on a dataset, or all. */
export const listRuns = (
  db: Database,
  { model, dataset }: { model?: string | undefined; dataset?: string | undefined },
): Promise<inference.Run[]> =>
  selectRuns(
    db,
    sql`(${model ?? null}::text is null or g.model = ${model ?? null})
      and (${dataset ?? null}::text is null or d.slug = ${dataset ?? null})`,
  );

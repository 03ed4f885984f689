import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { selectRuns } from './select-runs.ts';

/** @throws ProblemError `not-found` */
export async function findRun(db: Database, id: string): Promise<metrics.Run> {
  const [run] = await selectRuns(db, { ids: [id] });
  if (!run) throw new ProblemError('not-found', { detail: `There is no run ${id}.` });
  return run;
}

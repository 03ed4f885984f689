import { whileOpen, type Embargo, type metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { studiesWithholdingRun } from '@fakexplain/database/embargo';
import { ProblemError, type Reader } from '@fakexplain/service-kit';

/** Which of some runs are under embargo, and for which studies. */
export function embargoOfRuns(
  runs: readonly Pick<metrics.Run, 'id'>[],
  embargoed: readonly { run: string; slug: string; title: string }[],
): { runs: Set<string>; studies: Embargo['studies'] } {
  const ids = new Set(runs.map(({ id }) => id));
  const found = embargoed.filter(({ run }) => ids.has(run));
  return {
    runs: new Set(found.map(({ run }) => run)),
    studies: [...new Map(found.map(({ slug, title }) => [slug, { slug, title }])).values()],
  };
}

/** @throws ProblemError `embargoed` where the scores of a run are withheld from this reader */
export async function requirePublicRun(db: Database, run: metrics.Run, reader: Reader): Promise<void> {
  if (reader === 'maintainer') return;
  const studies = await studiesWithholdingRun(db, run.id);
  if (studies.length === 0) return;
  throw new ProblemError('embargoed', {
    detail: `The scores of ${run.source.name} on ${run.dataset.title} are withheld ${whileOpen(studies)}.`,
  });
}

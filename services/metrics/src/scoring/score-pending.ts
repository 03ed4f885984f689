import type { Connection } from '@fakexplain/database';
import { isSummaryOutdated, summariseRun, type SummariseOptions } from '../summaries/summarise.ts';
import { mapInOrder } from '@fakexplain/service-kit';
import type { Threads } from '@fakexplain/service-kit/threads';
import { readRunStates, type RunState } from './read-run-states.ts';
import { scoreRun, type ScoreRunOptions } from './score-run.ts';

/** While threads sum up a run, the next is scored. */
const runsAtOnce = 2;

/** What scoring depends on. */
export interface ScoringMeans extends Pick<Connection, 'db' | 'sql'> {
  threads: Threads;
}

export interface ScorePendingOptions extends ScoreRunOptions, Pick<SummariseOptions, 'resamples'> {
  /** States of runs in which nothing was left to do, by id of run; kept from call to call, they are not looked at again. */
  settled?: Map<string, string>;
  onSummary?: ((runId: string) => void) | undefined;
}

/**
 * Scores every explanation that needs it and sums up the runs whose scores have changed. Any number of workers may do
 * so at once.
 * @returns how many explanations, and whether nothing is left: false after an interruption, or where others are at it
 */
export async function scorePending(
  { db, sql, threads }: ScoringMeans,
  { settled = new Map(), resamples, onSummary, ...options }: ScorePendingOptions = {},
): Promise<{ scored: number; complete: boolean }> {
  let scored = 0;
  let complete = true;
  const scoreEach = async function* () {
    for (const run of await readRunStates(db)) {
      if (options.signal?.aborted) {
        complete = false;
        return;
      }
      if (settled.get(run.id) === run.state) continue;
      const done = await scoreRun(db, run, options);
      scored += done.scored;
      yield { run, done };
    }
  };
  const sumUp = async ({ run, done }: { run: RunState; done: { scored: number; complete: boolean } }) => {
    let settles = done.complete;
    if (settles && (done.scored > 0 || (await isSummaryOutdated(db, run)))) {
      settles = await summariseRun({ sql, threads }, run, { resamples, signal: options.signal });
      if (settles) onSummary?.(run.id);
    }
    if (settles) settled.set(run.id, run.state);
    return settles;
  };
  for await (const settles of mapInOrder(scoreEach(), runsAtOnce, sumUp)) complete &&= settles;
  return { scored, complete };
}

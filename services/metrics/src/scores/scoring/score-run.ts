import type { Database } from '@fakexplain/database';
import type { RunState } from './read-run-states.ts';
import { scoreBatch } from './score-batch.ts';
import { hasUnscored } from './unscored.ts';

/** Images by the first digit of their hash: so many workers can be at one run. `g` is after every hash. */
const digits = [...'0123456789abcdefg'];
const explanationsInBatch = 256;

export interface ScoreRunOptions {
  /** Stops after the batch in hand. */
  signal?: AbortSignal | undefined;
  onScored?: ((explanations: number) => void) | undefined;
}

/**
 * Scores all of a run that needs it, batch by batch, in memory that does not grow with the run.
 * @returns how many, and whether nothing is left to anyone else, or to a next call after an interruption
 */
export async function scoreRun(
  db: Database,
  run: RunState,
  { signal, onScored }: ScoreRunOptions = {},
): Promise<{ scored: number; complete: boolean }> {
  if (!(await hasUnscored(db, run))) return { scored: 0, complete: true };
  let scored = 0;
  let complete = true;
  for (const [index, before] of digits.slice(1).entries()) {
    let after = digits[index] ?? null;
    while (after !== null) {
      if (signal?.aborted) return { scored, complete: false };
      const lock = `score ${run.id} ${digits[index]}`;
      const batch = await scoreBatch(db, run, { lock, after, before, limit: explanationsInBatch });
      if (batch === 'busy') {
        complete = false;
        break;
      }
      scored += batch.scored;
      if (batch.scored > 0) onScored?.(batch.scored);
      after = batch.upTo;
    }
  }
  return { scored, complete };
}

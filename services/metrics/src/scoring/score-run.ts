import type { Database } from '@fakexplain/database';
import type { RunState } from './read-run-states.ts';
import { scoreBatch } from './score-batch.ts';
import { hasUnscored } from './unscored.ts';

/** Images are divided by the first digit of their hash: at most 16 workers can score one run. */
const digits = [...'0123456789abcdef'];
/** After every hash. */
const end = 'g';
const explanationsInBatch = 512;
/** While the database works for one, the other computes. */
const batchesAtOnce = 2;

export interface ScoreRunOptions {
  /** Stops after the current batches. */
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
  const parts = digits.map((digit, index) => ({ digit, before: digits[index + 1] ?? end })).values();
  const takeParts = async () => {
    for (const { digit, before } of parts) {
      let after: string | null = digit;
      while (after !== null) {
        if (signal?.aborted) {
          complete = false;
          return;
        }
        const lock = `score ${run.id} ${digit}`;
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
  };
  await Promise.all(Array.from({ length: batchesAtOnce }, takeParts));
  return { scored, complete };
}

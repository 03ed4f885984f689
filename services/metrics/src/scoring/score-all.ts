import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@fakexplain/database';
import { startThreads } from '@fakexplain/service-kit/threads';
import { scorePending } from './score-pending.ts';

/** Milliseconds to wait while other workers score everything that is left. */
const othersMs = 500;

export interface ScoreAllOptions {
  /** After an abort the current batch is finished, and the next scoring continues from there. */
  signal?: AbortSignal | undefined;
  /** Called with the number of explanations scored so far. */
  onScored?: ((scored: number) => void) | undefined;
}

/**
 * Scores now what the service would score within seconds, and sums up. May run next to the service and next to itself.
 * @returns how many explanations were scored and how many runs summed up
 */
export async function scoreAll(
  { db, sql }: Pick<Connection, 'db' | 'sql'>,
  { signal, onScored }: ScoreAllOptions = {},
): Promise<{ scored: number; runs: number }> {
  const settled = new Map<string, string>();
  const threads = startThreads();
  let scored = 0;
  let runs = 0;
  try {
    for (;;) {
      const look = await scorePending(
        { db, sql, threads },
        {
          settled,
          signal,
          onScored: (explanations) => onScored?.((scored += explanations)),
          onSummary: () => (runs += 1),
        },
      );
      if (look.complete || signal?.aborted) return { scored, runs };
      await delay(othersMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await threads.close();
  }
}

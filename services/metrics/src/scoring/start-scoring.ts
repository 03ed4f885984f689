import { Worker } from 'node:worker_threads';
import type { Database } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import { pause, pauseAfter } from './keep-scoring.ts';
import { readRunStates } from './read-run-states.ts';
import type { ScoringThreadData } from './scoring-thread.ts';

/** Milliseconds that the current batch may take when scoring stops; what it does not store is scored next time. */
const graceMs = 8_000;

export interface StartScoringOptions {
  db: Database;
  /** The thread has connections of its own. */
  databaseUrl: string;
  logger: Logger;
}

/**
 * Scores explanations as they come, in a thread of its own, so that answers do not wait for metrics. Where there is nothing to
 * score there is no thread, only a look at the states of runs now and then.
 */
export function startScoring({ db, databaseUrl, logger }: StartScoringOptions): {
  close: () => Promise<void>;
} {
  const stopping = new AbortController();
  const watch = async () => {
    let settled = new Map<string, string>();
    while (!stopping.signal.aborted) {
      const began = performance.now();
      let tookMs = 0;
      try {
        const runs = await readRunStates(db);
        tookMs = performance.now() - began;
        if (!stopping.signal.aborted && runs.some(({ id, state }) => settled.get(id) !== state))
          settled = await scoreInThread({ databaseUrl, level: logger.level, settled }, stopping.signal);
      } catch (err) {
        if (!stopping.signal.aborted) logger.error({ err }, 'scoring has stopped; it begins anew');
      }
      await pause(pauseAfter({ scored: 0, tookMs }), stopping.signal);
    }
  };
  const ended = watch();
  return {
    async close() {
      stopping.abort();
      await ended;
    },
  };
}

/** @returns states of runs in which nothing is left to do. @throws what ended the thread */
async function scoreInThread(
  workerData: ScoringThreadData,
  signal: AbortSignal,
): Promise<ScoringThreadData['settled']> {
  let { settled } = workerData;
  const thread = new Worker(new URL('./scoring-thread.ts', import.meta.url), { workerData });
  thread.on('message', (told: ScoringThreadData['settled']) => (settled = told));
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage('stop');
    timer = setTimeout(() => void thread.terminate(), graceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      thread.once('error', reject);
      thread.once('exit', () => resolve());
    });
    return settled;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

import { Worker } from 'node:worker_threads';
import type { Logger } from '@fakexplain/service-kit';
import type { ScoringThreadData } from './scoring-thread.ts';

/** Milliseconds that the current batch may take when scoring stops; what it does not store is scored next time. */
const graceMs = 8_000;

/** Scores explanations as they come, in a thread of its own, so that answers do not wait for metrics. */
export function startScoring({ databaseUrl, logger }: { databaseUrl: string; logger: Logger }): {
  close: () => Promise<void>;
} {
  const workerData: ScoringThreadData = { databaseUrl, level: logger.level };
  const thread = new Worker(new URL('./scoring-thread.ts', import.meta.url), { workerData });
  thread.on('error', (err) => logger.error({ err }, 'scoring has stopped'));
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  return {
    async close() {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.postMessage('stop');
      const timer = setTimeout(() => void thread.terminate(), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

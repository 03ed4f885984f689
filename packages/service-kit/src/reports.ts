import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { startThreads, type Threads } from './threads.ts';
import { workQueue, type WorkQueue } from './work-queue.ts';

/**
 * What answers over votes are made with: connections, threads and a queue of their own, so that no vote waits for them. A
 * thread goes on with an aborted task for a while; then it ends with it, and another one starts for the next task.
 */
export interface Reports<Sql> {
  sql: Sql;
  queue: WorkQueue;
  run: Threads['run'];
  /** Ends threads and connections; what is running is rejected. */
  close: () => Promise<void>;
}

/** Reports that are made at once, each with a connection and a thread: half of the cores are left to everything else. */
export const reportsAtOnce = Math.max(1, Math.floor(availableParallelism() / 2));
/** Reports that may wait. */
const mostWaiting = 32;

/**
 * Milliseconds for which a thread goes on with what nobody waits for any more. Most answers are made by then and kept for who asks
 * next; to end a thread and start another takes as long as to make one, so that those who ask and leave would keep it at that.
 */
const lingering = 10_000;
/** Milliseconds for which threads rest at most after what was made for nobody. */
const longestPause = 1_000;

/**
 * @param connection a pool of reports alone, of as many connections as there are reports at once
 * @param lingerMs for how long threads go on
 */
export function createReports<Sql>(
  { sql, close }: { sql: Sql; close: () => Promise<void> },
  lingerMs = lingering,
): Reports<Sql> {
  const threads = startThreads(reportsAtOnce);
  // Of as long as the work took: who asks and leaves, again and again, has threads work for half of the time, and votes the rest.
  let pause: Promise<unknown> = Promise.resolve();
  return {
    sql,
    queue: workQueue({ atOnce: reportsAtOnce, waiting: mostWaiting }),
    async run(task, data, signal) {
      await pause;
      signal?.throwIfAborted();
      const started = performance.now();
      const ending = new AbortController();
      let timer: NodeJS.Timeout | undefined;
      const linger = () => (timer = setTimeout(() => ending.abort(signal?.reason), lingerMs));
      signal?.addEventListener('abort', linger, { once: true });
      try {
        return await threads.run(task, data, ending.signal);
      } finally {
        signal?.removeEventListener('abort', linger);
        clearTimeout(timer);
        if (signal?.aborted)
          pause = delay(Math.min(performance.now() - started, longestPause), undefined, { ref: false });
      }
    },
    close: async () => {
      await threads.close();
      await close();
    },
  };
}

import { availableParallelism } from 'node:os';
import { startThreads, type Threads } from './threads.ts';
import { workQueue, type WorkQueue } from './work-queue.ts';

/**
 * What answers over votes are made with: connections, threads and a queue of their own, so that no vote waits for them. A
 * thread whose task is aborted ends with it, and another one starts for the next task.
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

/** @param connection a pool of reports alone, of as many connections as there are reports at once */
export function createReports<Sql>({ sql, close }: { sql: Sql; close: () => Promise<void> }): Reports<Sql> {
  const threads = startThreads(reportsAtOnce);
  return {
    sql,
    queue: workQueue({ atOnce: reportsAtOnce, waiting: mostWaiting }),
    run: threads.run,
    close: async () => {
      await threads.close();
      await close();
    },
  };
}

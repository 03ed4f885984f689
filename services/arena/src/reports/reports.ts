import type { arena } from '@fakexplain/contract';
import type { Connection } from '@fakexplain/database';
import { workQueue, type Json, type WorkQueue } from '@fakexplain/service-kit';
import { Piscina } from 'piscina';
import type { CovariateTask, LeaderboardBeforeTask, LeaderboardTask, QualityTask } from './in-thread.ts';

/**
 * What answers over votes are made with: connections, threads and a queue of their own, so that no vote waits for them. A
 * thread whose task is aborted ends with it, and another one starts for the next task.
 */
export interface Reports {
  sql: Connection['sql'];
  queue: WorkQueue;
  leaderboard: (task: LeaderboardTask, signal: AbortSignal) => Promise<Json<arena.Leaderboard>>;
  leaderboardBefore: (task: LeaderboardBeforeTask, signal: AbortSignal) => Promise<Json<arena.Leaderboard>>;
  quality: (task: QualityTask, signal: AbortSignal) => Promise<Json<arena.Quality>>;
  covariates: (task: CovariateTask, signal: AbortSignal) => Promise<Json<arena.CovariateReport>>;
  /** Ends threads and connections; what is running is rejected. */
  close: () => Promise<void>;
}

type Task = LeaderboardTask | LeaderboardBeforeTask | QualityTask | CovariateTask;

/** Reports that are made at once; each has a connection and a thread. */
export const reportsAtOnce = 2;
/** Reports that may wait. */
const mostWaiting = 32;

/** @param connection a pool of reports alone, of as many connections as there are reports at once */
export function createReports({ sql, close }: Pick<Connection, 'sql' | 'close'>): Reports {
  const pool = new Piscina<Task, Uint8Array<ArrayBuffer>>({
    filename: new URL('./in-thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: reportsAtOnce,
    idleTimeout: 60_000,
  });
  return {
    sql,
    queue: workQueue({ atOnce: reportsAtOnce, waiting: mostWaiting }),
    leaderboard: (task, signal) => pool.run(task, { name: 'leaderboardInThread', signal }),
    leaderboardBefore: (task, signal) => pool.run(task, { name: 'leaderboardBeforeInThread', signal }),
    quality: (task, signal) => pool.run(task, { name: 'qualityInThread', signal }),
    covariates: (task, signal) => pool.run(task, { name: 'covariatesInThread', signal }),
    close: async () => {
      await pool.destroy();
      await close();
    },
  };
}

import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** What all jobs give, each in a thread of its own that runs the same script, as many at a time as there are cores. */
export async function inThreads<Job, Result>(script: string, jobs: readonly Job[]): Promise<Result[]> {
  const results: Result[] = [];
  const queue = jobs.entries();
  const work = async () => {
    for (const [index, job] of queue) {
      results[index] = await inThread<Job, Result>(script, job);
      if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${jobs.length} settings `);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  if (process.stderr.isTTY) process.stderr.write('\n');
  return results;
}

function inThread<Job, Result>(script: string, job: Job): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  new Worker(new URL(script), { workerData: job }).once('message', resolve).once('error', reject);
  return promise;
}

/** Does the job that this thread was started for; `false` in the main one. */
export function didJob<Job>(work: (job: Job) => unknown): boolean {
  if (isMainThread) return false;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(work(workerData as Job));
  return true;
}

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ResamplingJob } from './resampling-thread.ts';
import { takeResamples, type Resampled } from './take-resamples.ts';

/** Takes resamples away from the thread that asks for them. */
export interface Resampling {
  /** How many slices can be in hand at once. */
  threads: number;
  /** For each metric its values in all resamples; the same whatever the number of threads. */
  replicate: (resampled: Resampled, resamples: number) => Promise<Float64Array[]>;
  close: () => Promise<void>;
}

/** Draws of one part at least: some tens of milliseconds. */
const leastDraws = 1_000_000;
/** Draws that are made at once on the thread that asks: a few milliseconds, less than sending them. */
const fewDraws = 50_000;

interface Waiting {
  job: ResamplingJob;
  resolve: (values: Float64Array[]) => void;
  reject: (reason: Error) => void;
}

/**
 * Threads for resampling, as many as there are cores unless said otherwise. They start when they are first needed, are
 * used again, and do not keep the process alive while they have nothing to do.
 */
export function resamplingThreads(threads = availableParallelism()): Resampling {
  const idle: Worker[] = [];
  const started = new Set<Worker>();
  const waiting: Waiting[] = [];
  let closed = false;

  const start = (): Worker => {
    const thread = new Worker(new URL('./resampling-thread.ts', import.meta.url));
    started.add(thread);
    thread.once('exit', () => started.delete(thread));
    return thread;
  };

  const takeNext = (): void => {
    if (waiting.length === 0 || (idle.length === 0 && started.size >= threads)) return;
    const next = waiting.shift();
    if (next) work(idle.pop() ?? start(), next);
  };

  const work = (thread: Worker, { job, resolve, reject }: Waiting): void => {
    const done = (values: Float64Array[]) => {
      thread.off('error', failed).off('exit', ended);
      thread.unref();
      idle.push(thread);
      resolve(values);
      takeNext();
    };
    const failed = (reason: Error) => {
      thread.off('message', done).off('exit', ended);
      started.delete(thread);
      reject(reason);
      takeNext();
    };
    const ended = () => failed(new Error('a resampling thread has ended before its answer'));
    thread.once('message', done).once('error', failed).once('exit', ended);
    thread.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage(job);
  };

  return {
    threads,
    async replicate(resampled, resamples) {
      if (closed) throw new Error('the resampling threads are closed');
      const draws = resampled.slice.sums.units * resamples;
      if (draws <= fewDraws) return takeResamples(resampled, { from: 0, to: resamples });
      const parts = Math.max(1, Math.min(threads, resamples, Math.ceil(draws / leastDraws)));
      const taken = Array.from({ length: parts }, (_, part) => {
        const [from, to] = [part, part + 1].map((edge) => Math.round((edge * resamples) / parts));
        return new Promise<Float64Array[]>((resolve, reject) => {
          waiting.push({ job: { ...resampled, from: from ?? 0, to: to ?? 0 }, resolve, reject });
          takeNext();
        });
      });
      return join(await Promise.all(taken), resamples);
    },
    async close() {
      closed = true;
      for (const { reject } of waiting.splice(0)) reject(new Error('the resampling threads are closed'));
      await Promise.all([...started].map((thread) => thread.terminate()));
    },
  };
}

/** The values of each metric from all parts, one after the other. */
function join(parts: readonly Float64Array[][], resamples: number): Float64Array[] {
  return (parts[0] ?? []).map((_, metric) => {
    const all = new Float64Array(resamples);
    let at = 0;
    for (const part of parts) {
      const values = part[metric] ?? new Float64Array();
      all.set(values, at);
      at += values.length;
    }
    return all;
  });
}

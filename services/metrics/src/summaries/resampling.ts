import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { takeResamples, type Part, type Resampled } from './resample.ts';

/** Takes resamples away from the thread that asks for them. */
export interface Resampling {
  /** How many slices can be resampled at once. */
  threads: number;
  /** For each metric its values in all resamples; the same whatever the number of threads. */
  replicate: (resampled: Resampled, resamples: number) => Promise<Float64Array[]>;
  /** Ends the threads; running and waiting resamplings are rejected. */
  close: () => Promise<void>;
}

/** Draws of one part at least: some tens of milliseconds. */
const leastDraws = 1_000_000;
/** Draws that are made at once on the thread that asks: a few milliseconds, less than sending them. */
const fewDraws = 50_000;

/**
 * Threads for resampling, as many as there are cores if not said otherwise. They start when they are first needed, are
 * used again, and do not keep the process alive while they have nothing to do.
 */
export function resamplingThreads(threads = availableParallelism()): Resampling {
  const pool = new Piscina<Resampled & Part, Float64Array[]>({
    filename: new URL('./resample.ts', import.meta.url).href,
    name: takeResamples.name,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: Infinity,
  });
  let closed = false;
  return {
    threads,
    async replicate(resampled, resamples) {
      if (closed) throw new Error('the resampling threads are closed');
      const draws = resampled.slice.sums.units * resamples;
      if (draws <= fewDraws) return takeResamples({ ...resampled, from: 0, to: resamples });
      const parts = Math.max(1, Math.min(threads, resamples, Math.ceil(draws / leastDraws)));
      const edges = Array.from({ length: parts + 1 }, (_, part) => Math.round((part * resamples) / parts));
      const taken = edges.slice(1).map((to, part) => pool.run({ ...resampled, from: edges[part] ?? 0, to }));
      return join(await Promise.all(taken), resamples);
    },
    async close() {
      closed = true;
      await pool.destroy();
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

import type { Threads, ThreadTask } from '@fakexplain/service-kit/threads';
import { takeResamples, type Part, type Resampled } from './resample.ts';

const task: ThreadTask<Resampled & Part, Float64Array[]> = {
  module: new URL('./resample.ts', import.meta.url),
  work: takeResamples,
};

/** Draws of one part at least: some tens of milliseconds. */
const leastDraws = 1_000_000;
/** Draws that are made at once on the thread that asks: a few milliseconds, less than sending them. */
const fewDraws = 50_000;

/** For each metric its values in all resamples; the same whatever the number of threads. */
export async function replicateInThreads(
  threads: Threads,
  resampled: Resampled,
  resamples: number,
  signal?: AbortSignal | undefined,
): Promise<Float64Array[]> {
  const draws = resampled.slice.sums.units * resamples;
  if (draws <= fewDraws) return takeResamples({ ...resampled, from: 0, to: resamples });
  const parts = Math.max(1, Math.min(threads.count, resamples, Math.ceil(draws / leastDraws)));
  const edges = Array.from({ length: parts + 1 }, (_, part) => Math.round((part * resamples) / parts));
  const taken = edges
    .slice(1)
    .map((to, part) => threads.run(task, { ...resampled, from: edges[part] ?? 0, to }, signal));
  return join(await Promise.all(taken), resamples);
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

/** How a worker works. Times in milliseconds. */
export interface WorkerSettings {
  /** Times that an image is tried in all, where its failures may pass. */
  attempts: number;
  /** Until an image is tried for the second time; four times as long before each further time. */
  retryAfterMs: number;
  /** Models that are open at a time. */
  openModels: number;
  /** How long a model keeps its place where others wait for one. */
  turnMs: number;
  /** How long a model stays open with nothing to do. */
  keepOpenMs: number;
  /** Between looks for work that no notice was heard of. */
  lookEveryMs: number;
  /** What images in flight get to end in when the worker is to stop; the rest are given back. */
  graceMs: number;
}

export const usualSettings: WorkerSettings = {
  attempts: 3,
  retryAfterMs: 2_000,
  openModels: 2,
  turnMs: 60_000,
  keepOpenMs: 60_000,
  lookEveryMs: 2_000,
  graceMs: 6_000,
};

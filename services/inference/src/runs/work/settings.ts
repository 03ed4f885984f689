/** Limits and times of a worker. Times are in milliseconds. */
export interface WorkerSettings {
  /** How often an image is tried in all, where its failures may pass. */
  attempts: number;
  /** The wait before an image is tried for the second time; each further wait is four times as long. */
  retryAfterMs: number;
  /** How many models are open at a time. */
  openModels: number;
  /** How long a model keeps its place where others wait for one. */
  turnMs: number;
  /** How long a model stays open with nothing to do. */
  keepOpenMs: number;
  /** The wait between two looks for work, where no notification comes. */
  lookEveryMs: number;
  /** The time that images under way have to end when the worker stops; the others are given back. */
  graceMs: number;
}

export const defaultWorkerSettings: WorkerSettings = {
  attempts: 3,
  retryAfterMs: 2_000,
  openModels: 2,
  turnMs: 60_000,
  keepOpenMs: 60_000,
  lookEveryMs: 2_000,
  graceMs: 6_000,
};

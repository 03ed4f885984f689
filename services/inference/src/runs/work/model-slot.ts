import { type Backend, ModelFailure } from '../../backends/backend.ts';
import type { OpenModel } from '../../backends/open-model.ts';
import { messageOf } from './attempt-image.ts';
import type { Job } from './running-runs.ts';
import type { TakenImage } from './task-queue.ts';

/** The result of opening a model. */
export type Opening = { backend: Backend } | { failure: ModelFailure };

/** An image that a slot's model is working on. */
export interface Attempt {
  image: TakenImage;
  abort: AbortController;
  ended: Promise<void>;
}

/** A place for one open model: the model, open or being opened, its runs, and the images that it is working on. */
export class ModelSlot {
  readonly identity: string;
  /** Runs with work for it, in the order of their turns. */
  jobs: Job[] = [];
  readonly ongoing = new Set<Attempt>();
  readonly openedAt = performance.now();
  /** Since when there was no work. */
  idleSince = performance.now();
  backend: Backend | null = null;
  /** The name of each run's record of how it is answered, by run. */
  readonly provenance = new Map<string, string>();
  /** It takes no more images, and closes when those it is working on have ended. */
  leaving = false;
  readonly #closing = new AbortController();
  readonly #opening: Promise<Opening>;

  constructor(job: Job, open: OpenModel, onStep: (step: string) => void) {
    this.identity = job.identity;
    this.#opening = this.#open(job, open, onStep);
  }

  async #open(job: Job, open: OpenModel, onStep: (step: string) => void): Promise<Opening> {
    try {
      const backend = await open(job, { signal: this.#closing.signal, onStep });
      this.backend = backend;
      return { backend };
    } catch (error) {
      const failure =
        error instanceof ModelFailure
          ? error
          : new ModelFailure('model', `the model cannot be opened: ${messageOf(error)}`, error);
      return { failure };
    }
  }

  opened(): Promise<Opening> {
    return this.#opening;
  }

  /** How many more images it can work on now. */
  get free(): number {
    return this.leaving || !this.backend ? 0 : Math.max(0, this.backend.concurrency - this.ongoing.size);
  }

  get idle(): boolean {
    return this.ongoing.size === 0;
  }

  /** The run whose turn it is; its next turn comes after those of all others. */
  nextJob(): Job | undefined {
    const job = this.jobs.shift();
    if (job) this.jobs.push(job);
    return job;
  }

  drop(runId: string): void {
    this.jobs = this.jobs.filter((job) => job.runId !== runId);
  }

  /** Ends the attempts under way and frees the model. */
  async close(): Promise<void> {
    this.leaving = true;
    this.#closing.abort(new Error('the model is being closed'));
    for (const { abort } of this.ongoing) abort.abort(new Error('the model is being closed'));
    const opening = await this.#opening;
    await Promise.all([...this.ongoing].map(({ ended }) => ended));
    if ('backend' in opening) await opening.backend.close();
  }
}

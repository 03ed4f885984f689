import type { Backend } from '../../backends/backend.ts';
import { ModelFailure } from '../../backends/backend.ts';
import type { OpenModel } from '../../backends/open-model.ts';
import { messageOf } from './explain-image.ts';
import type { Job } from './running-runs.ts';
import type { TakenImage } from './take-images.ts';

/** What became of opening a model. */
export type Opening = { backend: Backend } | { failure: ModelFailure };

/** An image that a lane's model is at. */
export interface Flight {
  image: TakenImage;
  abort: AbortController;
  ended: Promise<void>;
}

/** A model that is open here, or being opened, with the runs that it answers and the images that it is at. */
export class Lane {
  readonly identity: string;
  /** Runs with work for it, in the order of their turns. */
  jobs: Job[] = [];
  readonly flights = new Set<Flight>();
  readonly openedAt = performance.now();
  /** Since when nothing was there to do. */
  idleSince = performance.now();
  backend: Backend | null = null;
  /** What runs have noted of the way in which they are answered, by run. */
  readonly provenance = new Map<string, string>();
  /** It takes no more, and closes once it is at nothing. */
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

  /** Places for images that are free. */
  get free(): number {
    return this.leaving || !this.backend ? 0 : Math.max(0, this.backend.concurrency - this.flights.size);
  }

  get idle(): boolean {
    return this.flights.size === 0;
  }

  /** The run whose turn it is; its next turn comes after all others'. */
  nextJob(): Job | undefined {
    const job = this.jobs.shift();
    if (job) this.jobs.push(job);
    return job;
  }

  drop(runId: string): void {
    this.jobs = this.jobs.filter((job) => job.runId !== runId);
  }

  /** Ends what is in flight and frees the model. */
  async close(): Promise<void> {
    this.leaving = true;
    this.#closing.abort(new Error('the model is being closed'));
    for (const { abort } of this.flights) abort.abort(new Error('the model is being closed'));
    const opening = await this.#opening;
    await Promise.all([...this.flights].map(({ ended }) => ended));
    if ('backend' in opening) await opening.backend.close();
  }
}

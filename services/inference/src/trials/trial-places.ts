import { ProblemError } from '@fakexplain/service-kit';

/** How many trials run at once, of all visitors together. */
export class TrialPlaces {
  readonly #most: number;
  #running = 0;

  /** @param most default: four, so that two visitors can compare two models each */
  constructor(most = 4) {
    this.#most = most;
  }

  /** @returns a function to call when the trial is over. @throws ProblemError `too-many-requests` where too many trials are running */
  take(): () => void {
    if (this.#running >= this.#most)
      throw new ProblemError('too-many-requests', {
        detail: 'Others are trying models right now. Try again in a moment.',
        headers: { 'retry-after': '5' },
      });
    this.#running += 1;
    let ended = false;
    return () => {
      if (!ended) this.#running -= 1;
      ended = true;
    };
  }
}

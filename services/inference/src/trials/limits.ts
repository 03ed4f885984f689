import { ProblemError } from '@fakexplain/service-kit';
import { TokenBuckets, type BucketSettings } from './token-buckets.ts';

export interface TrialLimitSettings extends BucketSettings {
  /** Trials at once, of all visitors together. */
  atOnce: number;
}

/** Six trials in a row, then one every 20 seconds; four at once, so that two visitors can compare two models each. */
export const defaultTrialLimits: TrialLimitSettings = { capacity: 6, perSecond: 0.05, atOnce: 4 };

/** Limits how often a visitor may try models, and how many trials run at once. */
export class TrialLimits {
  readonly #buckets: TokenBuckets;
  readonly #atOnce: number;
  #running = 0;

  constructor(settings: TrialLimitSettings = defaultTrialLimits, now?: () => number) {
    this.#buckets = new TokenBuckets(settings, now);
    this.#atOnce = settings.atOnce;
  }

  /** @throws ProblemError `too-many-requests` where this visitor has tried too often */
  admit(visitor: string): void {
    const seconds = Math.ceil(this.#buckets.take(visitor));
    if (seconds > 0) throw tooMany(`Try again in ${seconds} s.`, seconds);
  }

  /** @returns a function to call when the trial is over. @throws ProblemError `too-many-requests` where too many trials are running */
  start(): () => void {
    if (this.#running >= this.#atOnce)
      throw tooMany('Others are trying models right now. Try again in a moment.', 5);
    this.#running += 1;
    let ended = false;
    return () => {
      if (!ended) this.#running -= 1;
      ended = true;
    };
  }
}

const tooMany = (detail: string, seconds: number) =>
  new ProblemError('too-many-requests', { detail, headers: { 'retry-after': String(seconds) } });

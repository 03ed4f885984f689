import { ProblemError } from '@fakexplain/service-kit';
import { TokenBuckets, type BucketSettings } from './token-buckets.ts';

export interface GateSettings extends BucketSettings {
  /** Trials at once, of all visitors together. */
  atOnce: number;
}

/** Six trials in a row, then one every 20 seconds; four at once, so that two visitors can compare two models each. */
export const usualGate: GateSettings = { capacity: 6, perSecond: 0.05, atOnce: 4 };

/** Keeps trials from taking more of the machine than they should. */
export class Gate {
  readonly #buckets: TokenBuckets;
  readonly #atOnce: number;
  #inside = 0;

  constructor(settings: GateSettings = usualGate, now?: () => number) {
    this.#buckets = new TokenBuckets(settings, now);
    this.#atOnce = settings.atOnce;
  }

  /** @throws ProblemError `too-many-requests` where this visitor has tried too often of late */
  admit(visitor: string): void {
    const seconds = Math.ceil(this.#buckets.take(visitor));
    if (seconds > 0) throw tooMany(`Try again in ${seconds} s.`, seconds);
  }

  /** @returns to be called when the trial is over. @throws ProblemError `too-many-requests` where all places are taken */
  enter(): () => void {
    if (this.#inside >= this.#atOnce)
      throw tooMany('Others are trying models right now. Try again in a moment.', 5);
    this.#inside += 1;
    let left = false;
    return () => {
      if (!left) this.#inside -= 1;
      left = true;
    };
  }
}

const tooMany = (detail: string, seconds: number) =>
  new ProblemError('too-many-requests', { detail, headers: { 'retry-after': String(seconds) } });

export interface BucketSettings {
  /** Tokens that a bucket holds at most, which is what one may take in a row. */
  capacity: number;
  /** Tokens that come back in a second. */
  perSecond: number;
}

/** A bucket of tokens for each key, full at first. Only those that are not full take memory. */
export class TokenBuckets {
  readonly #settings: BucketSettings;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(settings: BucketSettings, now: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#now = now;
  }

  /** Takes a token. @returns 0, or where there is none, the seconds until there is */
  take(key: string): number {
    const { capacity, perSecond } = this.#settings;
    const now = this.#now();
    this.#forgetFull(now);
    const tokens = this.#tokensAt(key, now);
    if (tokens < 1) return (1 - tokens) / perSecond;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: Math.min(capacity, tokens) - 1, at: now });
    return 0;
  }

  get size(): number {
    return this.#buckets.size;
  }

  #tokensAt(key: string, now: number): number {
    const { capacity, perSecond } = this.#settings;
    const bucket = this.#buckets.get(key);
    return bucket ? Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond) : capacity;
  }

  /** The least recently used come first, so that the first one that is not full ends the search. */
  #forgetFull(now: number): void {
    for (const key of this.#buckets.keys()) {
      if (this.#tokensAt(key, now) < this.#settings.capacity) return;
      this.#buckets.delete(key);
    }
  }
}

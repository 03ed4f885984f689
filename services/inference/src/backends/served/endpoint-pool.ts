import type { Clock } from './clock.ts';

/** Failures in a row after which an endpoint rests, and the milliseconds of the first rest and the longest. */
const patience = 3;
const firstRest = 1_000;
const longestRest = 60_000;

interface Place<E> {
  endpoint: E;
  inFlight: number;
  failures: number;
  /** Not asked before this moment, except where the only other choice is to wait. */
  restUntil: number;
}

/** The right to one request at an endpoint, until it is settled. */
export interface Lease<E> {
  endpoint: E;
  /** It answered. */
  succeed(): void;
  /** Whether it would have answered is not known. */
  release(): void;
  /** It did not, and may want to be left alone for some milliseconds. */
  fail(rest?: number): void;
}

/**
 * Spreads requests over endpoints, at most `limit` in flight at each: the one with the least in flight comes first. An
 * endpoint that asked for it, or that failed several times in a row, rests, for longer each time; when all of them rest,
 * requests wait.
 */
export class EndpointPool<E> {
  readonly #places: Place<E>[];
  readonly #limit: number;
  readonly #clock: Clock;
  /** What waits for a place. */
  readonly #waiting = new Set<() => void>();

  constructor(endpoints: readonly E[], { limit, clock }: { limit: number; clock: Clock }) {
    this.#places = endpoints.map((endpoint) => ({ endpoint, inFlight: 0, failures: 0, restUntil: 0 }));
    this.#limit = limit;
    this.#clock = clock;
  }

  /**
   * Waits for a place, if possible not at one of those to `avoid`.
   * @throws the signal's reason when it is aborted
   */
  async take(signal: AbortSignal, avoid: ReadonlySet<E> = new Set()): Promise<Lease<E>> {
    for (;;) {
      signal.throwIfAborted();
      const place = this.#best(avoid);
      if (place) return this.#lend(place);
      await this.#change(signal);
    }
  }

  #best(avoid: ReadonlySet<E>): Place<E> | undefined {
    const now = this.#clock.now();
    const order = (place: Place<E>) => (avoid.has(place.endpoint) ? this.#limit : 0) + place.inFlight;
    return this.#places
      .filter(({ inFlight, restUntil }) => inFlight < this.#limit && restUntil <= now)
      .reduce<Place<E> | undefined>(
        (best, place) => (best && order(best) <= order(place) ? best : place),
        undefined,
      );
  }

  #lend(place: Place<E>): Lease<E> {
    place.inFlight += 1;
    let settled = false;
    const settle = (then: () => void) => {
      if (settled) return;
      settled = true;
      place.inFlight -= 1;
      then();
      for (const wake of this.#waiting) wake();
    };
    return {
      endpoint: place.endpoint,
      succeed: () => settle(() => (place.failures = 0)),
      release: () => settle(() => undefined),
      fail: (rest = 0) => settle(() => this.#fail(place, rest)),
    };
  }

  #fail(place: Place<E>, rest: number): void {
    const now = this.#clock.now();
    // Requests that were in flight when the endpoint began to rest say nothing new.
    if (place.restUntil <= now) place.failures += 1;
    const times = place.failures - patience;
    const own = times < 0 ? 0 : Math.min(longestRest, firstRest * 2 ** times);
    place.restUntil = Math.max(place.restUntil, now + Math.max(rest, own));
  }

  /** Until a request ends, or an endpoint has rested. */
  async #change(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const rests = this.#places
      .filter(({ inFlight, restUntil }) => inFlight < this.#limit && restUntil > now)
      .map(({ restUntil }) => restUntil - now);
    const over = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over.signal });
    const rested =
      rests.length === 0
        ? []
        : [this.#clock.delay(Math.min(...rests), over.signal).catch(() => over.signal.aborted)];
    await Promise.race([promise, ...rested]);
    over.abort();
    this.#waiting.delete(resolve);
  }
}

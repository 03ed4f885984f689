import type { Json } from './json-answer.ts';
import type { WorkQueue } from './work-queue.ts';

/** An answer with the state of what it was made from. */
export interface Made<T> {
  state: string;
  answer: Json<T>;
}

/**
 * Makes an answer from the state of now, or gives back the one that is kept, where its state is still that of now.
 * @param signal aborted when nobody waits for it any more
 */
export type Make<T> = (signal: AbortSignal, kept: Made<T> | undefined) => Promise<Made<T>>;

/** @param key what the answer is of; under one key, always the same `make` */
export type SharedAnswers<T> = (key: string, signal: AbortSignal, make: Make<T>) => Promise<Json<T>>;

interface Flight<T> {
  askers: number;
  leave: AbortController;
  made: Promise<Made<T>>;
}

/**
 * Answers that take a while to make. Of each key one is made at a time; who asks meanwhile waits for the next one, together with all
 * who do, since one that was begun before may not know of what they have just done. An answer is kept until its state changes.
 * Who makes it is told when the last who waits for it has left; what is made nevertheless is kept.
 *
 * @param mostBytes kept at most, of all keys together
 */
export function sharedAnswers<T>(queue: WorkQueue, mostBytes = 16 * 1024 ** 2): SharedAnswers<T> {
  const kept = new Map<string, Made<T>>();
  // Flights that have not read anything yet.
  const boarding = new Map<string, Flight<T>>();

  const keep = (key: string, made: Made<T>) => {
    kept.delete(key);
    kept.set(key, made);
    let bytes = [...kept.values()].reduce((sum, { answer }) => sum + answer.byteLength, 0);
    for (const [oldest, { answer }] of kept) {
      if (bytes <= mostBytes) return;
      kept.delete(oldest);
      bytes -= answer.byteLength;
    }
  };
  const begin = (key: string, make: Make<T>): Flight<T> => {
    const leave = new AbortController();
    const close = () => boarding.get(key) === flight && boarding.delete(key);
    const flight: Flight<T> = {
      askers: 0,
      leave,
      made: queue(key, leave.signal, async () => {
        close();
        const made = await make(leave.signal, kept.get(key));
        keep(key, made);
        return made;
      }).finally(close),
    };
    leave.signal.addEventListener('abort', close, { once: true });
    boarding.set(key, flight);
    return flight;
  };
  return async (key, signal, make) => {
    signal.throwIfAborted();
    const flight = boarding.get(key) ?? begin(key, make);
    flight.askers += 1;
    const left = Promise.withResolvers<never>();
    const leave = () => {
      flight.askers -= 1;
      if (flight.askers === 0) flight.leave.abort(signal.reason);
      left.reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return (await Promise.race([flight.made, left.promise])).answer;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  };
}

import { ProblemError } from './problem.ts';

/**
 * Runs a piece of work when it is its turn; pieces of one key never run at the same time. One whose signal is aborted while it waits is dropped.
 * @throws ProblemError `not-ready`, with `Retry-After`, where as many wait already as may
 */
export type WorkQueue = <T>(key: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/** Work that takes a while, so many pieces at once, and so many waiting: however much is asked for, no more is held. */
export function workQueue({ atOnce, waiting }: { atOnce: number; waiting: number }): WorkQueue {
  const running = new Set<string>();
  const queued: { key: string; start: () => void }[] = [];
  const startNext = () => {
    while (running.size < atOnce) {
      const place = queued.findIndex(({ key }) => !running.has(key));
      const [next] = place < 0 ? [] : queued.splice(place, 1);
      if (!next) return;
      running.add(next.key);
      next.start();
    }
  };
  return async (key, signal, work) => {
    signal.throwIfAborted();
    const turn = Promise.withResolvers<void>();
    const entry = { key, start: turn.resolve };
    const drop = () => {
      const place = queued.indexOf(entry);
      if (place >= 0) queued.splice(place, 1);
      return place >= 0;
    };
    queued.push(entry);
    startNext();
    if (queued.length > waiting && drop())
      throw new ProblemError('not-ready', {
        detail: 'More is asked for than can be computed at once. Try again in a moment.',
        headers: { 'retry-after': '2' },
      });
    const leave = () => drop() && turn.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    await turn.promise;
    signal.removeEventListener('abort', leave);
    try {
      return await work();
    } finally {
      running.delete(key);
      startNext();
    }
  };
}

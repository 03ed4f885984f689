import { availableParallelism } from 'node:os';
import { ProblemError } from './problem.ts';
import { Piscina } from 'piscina';

/** What threads can be asked for: a function that a module exports under its name, of data that can be sent. */
export interface ThreadTask<Data, Answer> {
  readonly module: URL;
  readonly work: (data: Data) => Answer | Promise<Answer>;
}

/** Threads for what would keep others waiting. */
export interface Threads {
  /** How many tasks can be worked on at once. */
  readonly count: number;
  /**
   * Once `signal` is aborted, a running task ends with its thread, and a waiting one is dropped.
   * @throws ProblemError `not-ready` where too many tasks wait already
   */
  run: <Data, Answer>(
    task: ThreadTask<Data, Answer>,
    data: Data,
    signal?: AbortSignal | undefined,
  ) => Promise<Answer>;
  /** Ends the threads; running and waiting tasks are rejected. */
  close: () => Promise<void>;
}

/** Milliseconds after which a thread without work ends and gives its memory back. */
const idleMs = 60_000;

/**
 * Threads, as many as there are cores if not said otherwise. They start when they are first needed, are used again, and do not
 * keep the process alive while they have nothing to do.
 *
 * @param mostWaiting how many tasks may wait for a thread; any number if not said
 * @param heapMb most megabytes of a thread's heap, of which rubbish is cleared the sooner; V8's own limit if not said
 */
export function startThreads(
  count = availableParallelism(),
  { mostWaiting = Infinity, heapMb }: { mostWaiting?: number; heapMb?: number } = {},
): Threads {
  const pool = new Piscina({
    minThreads: 0,
    maxThreads: count,
    idleTimeout: idleMs,
    ...(heapMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
  });
  let closed = false;
  return {
    count,
    async run({ module, work }, data, signal) {
      if (closed) throw new Error('the threads are closed');
      if (pool.queueSize >= mostWaiting) {
        throw new ProblemError('not-ready', {
          detail: 'Too much is being computed now. Try again in a few seconds.',
          headers: { 'retry-after': '5' },
        });
      }
      const task = { filename: module.href, name: work.name };
      try {
        return await pool.run(data, { ...task, signal: signal ?? null });
      } catch (error) {
        // Piscina 5.3.2 starts no thread in place of an aborted one while tasks wait, but does when a task comes.
        if (signal?.aborted && pool.queueSize > 0) {
          const coming = new AbortController();
          const comes = pool.run(undefined, { ...task, signal: coming.signal });
          coming.abort();
          await comes.catch(() => undefined);
        }
        throw error;
      }
    },
    async close() {
      closed = true;
      await pool.destroy();
    },
  };
}

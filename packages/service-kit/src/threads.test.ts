import { ProblemError } from './problem.ts';
import { expect, onTestFinished, test, vi } from 'vitest';
import { countForever, double } from './testing/thread-tasks.ts';
import { startThreads, type Threads, type ThreadTask } from './threads.ts';

/** Starting threads takes its time where many tests run at once. */
vi.setConfig({ testTimeout: 120_000 });

const module = new URL('./testing/thread-tasks.ts', import.meta.url);
const counting: ThreadTask<Int32Array, never> = { module, work: countForever };
const doubling: ThreadTask<number, number> = { module, work: double };

function start(options?: { mostWaiting: number }): Threads {
  const threads = startThreads(1, options);
  onTestFinished(() => threads.close());
  return threads;
}

/** A task that runs until it is aborted, and has begun. */
async function occupy(threads: Threads, signal?: AbortSignal) {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const ends = threads.run(counting, counter, signal);
  ends.catch(() => undefined);
  const begun = Atomics.waitAsync(counter, 0, 0);
  if (begun.async) await begun.value;
  return { counter, ends };
}

test('an abort ends what runs in the middle of it, and the thread is there for the next', async () => {
  const threads = start();
  const leaving = new AbortController();
  const { counter, ends } = await occupy(threads, leaving.signal);
  leaving.abort();
  await expect(ends).rejects.toThrow(/abort/i);
  expect(await threads.run(doubling, 21)).toBe(42);
  const countedMeanwhile = async () => {
    const before = Atomics.load(counter, 0);
    await threads.run(doubling, 4);
    return Atomics.load(counter, 0) - before;
  };
  await expect.poll(countedMeanwhile).toBe(0);
});

test('what waits is dropped on an abort, and only so many may wait', async () => {
  const threads = start({ mostWaiting: 1 });
  const [running, waiting] = [new AbortController(), new AbortController()];
  const { ends } = await occupy(threads, running.signal);
  const waits = threads.run(doubling, 1, waiting.signal);
  const refused = await threads.run(doubling, 2).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ProblemError);
  expect(refused).toMatchObject({ type: 'not-ready', details: { headers: { 'retry-after': '5' } } });
  waiting.abort();
  await expect(waits).rejects.toThrow(/abort/i);
  const next = threads.run(doubling, 3);
  running.abort();
  await expect(ends).rejects.toThrow(/abort/i);
  expect(await next).toBe(6);
});

test('closing ends what is in hand and what waits, and takes nothing more', async () => {
  const threads = startThreads(1);
  const { ends } = await occupy(threads);
  const waits = threads.run(doubling, 1);
  const both = Promise.allSettled([ends, waits]);
  await threads.close();
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(threads.run(doubling, 1)).rejects.toThrow(/closed/);
});

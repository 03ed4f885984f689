import { expect, onTestFinished, test, vi } from 'vitest';
import { createReports } from './reports.ts';
import { double, waitForWord } from './testing/thread-tasks.ts';
import type { ThreadTask } from './threads.ts';

/** Starting threads takes its time where many tests run at once. */
vi.setConfig({ testTimeout: 120_000 });

const module = new URL('./testing/thread-tasks.ts', import.meta.url);
const waiting: ThreadTask<Int32Array, string> = { module, work: waitForWord };
const doubling: ThreadTask<number, number> = { module, work: double };

/** A task that has begun, for someone who has left by then. */
async function leave(lingerMs: number) {
  const reports = createReports({ sql: null, close: async () => undefined }, lingerMs);
  onTestFinished(() => reports.close());
  const leaving = new AbortController();
  const word = new Int32Array(new SharedArrayBuffer(4));
  const answer = reports.run(waiting, word, leaving.signal);
  answer.catch(() => undefined);
  const begun = Atomics.waitAsync(word, 0, 0);
  if (begun.async) await begun.value;
  leaving.abort(new Error('left'));
  return { answer, word, reports, signal: leaving.signal };
}

test('a thread goes on with what nobody waits for any more, and then with the next task', async () => {
  const { answer, word, reports } = await leave(100_000);
  Atomics.store(word, 0, 2);
  Atomics.notify(word, 0);
  expect(await answer).toBe('told');
  expect(await reports.run(doubling, 21)).toBe(42);
});

test('it does not go on forever, and begins nothing for who has left', async () => {
  const { answer, word, reports, signal } = await leave(0);
  await expect(answer).rejects.toThrow(/abort/i);
  await expect(reports.run(waiting, word, signal)).rejects.toThrow('left');
});

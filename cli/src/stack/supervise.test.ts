import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { delaysMs, type End, reasonOf, steadyMs, supervise } from './supervise.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Processes that end when they are told to. */
function processes({ failing = () => false }: { failing?: (start: number) => boolean } = {}) {
  const started: { end: (end?: Partial<End>) => void; stopped: boolean }[] = [];
  const said: string[] = [];
  const start = async () => {
    const { promise: ended, resolve } = Promise.withResolvers<End>();
    const place = started.length;
    const process = {
      end: (end: Partial<End> = {}) => resolve({ code: 1, signal: null, tail: '', ...end }),
      stopped: false,
    };
    started.push(process);
    if (failing(place)) throw new Error('port 1 is taken');
    return {
      pid: place,
      ended,
      stop: async () => {
        process.stopped = true;
        process.end({ code: 0 });
      },
    };
  };
  return { started, said, start, say: (line: string) => said.push(line) };
}

test('what ends is started again, at once and then later and later, until it is left off', async () => {
  const { started, said, start, say } = processes();
  const supervised = await supervise('metrics', start, say);
  let left: End | undefined;
  void supervised.gaveUp.then((end) => (left = end));
  for (const [place, delay] of delaysMs.entries()) {
    started[place]?.end();
    await vi.advanceTimersByTimeAsync(Math.max(0, delay - 1));
    expect(started).toHaveLength(place + (delay === 0 ? 2 : 1));
    await vi.advanceTimersByTimeAsync(1);
    expect(started).toHaveLength(place + 2);
    expect(supervised.pid()).toBe(place + 1);
  }
  expect(left).toBeUndefined();
  started.at(-1)?.end({ code: 7 });
  await vi.advanceTimersByTimeAsync(100_000);
  expect(started).toHaveLength(delaysMs.length + 1);
  expect(left).toMatchObject({ code: 7 });
  expect(said.at(-1)).toBe(
    'metrics ended with exit code 7. It was started again 7 times, and is left off now.',
  );
});

test('what ran for a while before it ended is started again at once', async () => {
  const { started, start, say } = processes();
  await supervise('metrics', start, say);
  for (let end = 0; end < 20; end += 1) {
    await vi.advanceTimersByTimeAsync(steadyMs);
    started[end]?.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toHaveLength(end + 2);
  }
});

test('a start that fails counts, and is said', async () => {
  const { started, said, start, say } = processes({ failing: (place) => place === 1 || place === 2 });
  const supervised = await supervise('arena', start, say);
  started[0]?.end({ code: null, signal: 'SIGKILL' });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(supervised.pid()).toBe(3);
  expect(said).toEqual([
    'arena was killed (SIGKILL), as the system does where memory runs out. It is started again at once.',
    'arena could not be started: port 1 is taken. It is started again at once.',
    'arena could not be started: port 1 is taken. It is started again at once.',
    'arena runs again.',
  ]);
});

test('what is stopped stays so, also while it waits to be started again', async () => {
  const { started, start, say } = processes();
  const first = await supervise('arena', start, say);
  await first.stop();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(started.map(({ stopped }) => stopped)).toEqual([true]);

  const second = await supervise('arena', start, say);
  const waits = delaysMs.findIndex((delay) => delay > 0);
  for (let end = 0; end <= waits; end += 1) {
    started.at(-1)?.end();
    await vi.advanceTimersByTimeAsync(0);
  }
  const before = started.length;
  await second.stop();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(started).toHaveLength(before);
});

test.each([
  [{ code: 134, signal: null, tail: 'FATAL ERROR: … JavaScript heap out of memory\n' }, 'memory ran out'],
  [{ code: null, signal: 'SIGKILL' as const, tail: '' }, 'was killed (SIGKILL)'],
  [{ code: null, signal: 'SIGSEGV' as const, tail: 'x' }, 'was ended by SIGSEGV.'],
  [{ code: 2, signal: null, tail: 'no such file\n' }, 'exit code 2. Its last lines:\nno such file'],
])('%j is said as "%s"', (end, words) => {
  expect(reasonOf(end)).toContain(words);
});

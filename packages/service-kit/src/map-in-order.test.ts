import { expect, test } from 'vitest';
import { mapInOrder } from './map-in-order.ts';

async function* count(to: number): AsyncGenerator<number> {
  for (let n = 0; n < to; n += 1) yield n;
}

/** Work whose pieces end in the order in which the test lets them. */
function stoppable() {
  const running = new Map<number, () => void>();
  let most = 0;
  const work = (n: number) =>
    new Promise<number>((resolve) => {
      running.set(n, () => {
        running.delete(n);
        resolve(n * 10);
      });
      most = Math.max(most, running.size);
    });
  return { work, running, most: () => most };
}

test('results come in the order of the items, whichever ends first, a limited number at a time', async () => {
  const { work, running, most } = stoppable();
  const results: number[] = [];
  const done = (async () => {
    for await (const result of mapInOrder(count(6), 3, work)) results.push(result);
  })();
  while (results.length < 6) {
    await new Promise(setImmediate);
    // The youngest first.
    [...running.values()].at(-1)?.();
  }
  await done;
  expect(results).toEqual([0, 10, 20, 30, 40, 50]);
  expect(most()).toBe(3);
});

test('after an abort nothing is begun, and what was begun is still given', async () => {
  const abort = new AbortController();
  const begun: number[] = [];
  const results: number[] = [];
  const work = async (n: number) => {
    begun.push(n);
    return n;
  };
  for await (const result of mapInOrder(count(100), 4, work, abort.signal)) {
    results.push(result);
    if (result === 10) abort.abort();
  }
  expect(results).toEqual(begun);
  expect(results.length).toBeLessThan(20);
});

test('a failure comes in its turn, and one that nobody waits for is no fault of its own', async () => {
  const unhandled: unknown[] = [];
  const listen = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', listen);
  const results: number[] = [];
  const work = async (n: number) => {
    if (n === 0) for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    if (n > 0) throw new Error(`item ${n} fails`);
    return n;
  };
  const run = async () => {
    for await (const result of mapInOrder(count(9), 4, work)) results.push(result);
  };
  await expect(run()).rejects.toThrow('item 1 fails');
  await new Promise(setImmediate);
  process.off('unhandledRejection', listen);
  expect(results).toEqual([0]);
  expect(unhandled).toEqual([]);
});

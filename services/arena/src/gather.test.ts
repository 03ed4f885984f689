import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { gather, type Gathering } from './gather.ts';

interface Item {
  key: string;
  n: number;
}

/** A gathering whose batches end when the test says so. */
function gathering(options: Partial<Gathering<Item, number>> = {}) {
  const batches: { items: Item[]; end: () => void; fail: (error: Error) => void }[] = [];
  const add = gather<Item, number>({
    work: (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, end: () => resolve(items.map(({ n }) => n * 2)), fail: reject });
      }),
    keyOf: ({ key }) => key,
    most: 3,
    isOfAll: () => false,
    patienceMs: 60_000,
    refusal: () => new Error('too long'),
    ...options,
  });
  const next = (count: number) => vi.waitUntil(() => batches[count - 1]);
  return { add, batches, next };
}

const item = (n: number, key = `key ${n}`): Item => ({ key, n });

test('what comes while a batch is under way goes together, as far as its keys and the bound allow', async () => {
  const { add, batches, next } = gathering();
  const results = [add(item(0))];
  const first = await next(1);
  for (const one of [item(1), item(2), item(3, 'key 1'), item(4), item(5)]) results.push(add(one));
  first.end();
  (await next(2)).end();
  (await next(3)).end();
  expect(await Promise.all(results)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(batches.map(({ items }) => items.map(({ n }) => n))).toEqual([[0], [1, 2, 4], [3, 5]]);
});

test('each item has its own result, and items of one key keep their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 30 }), async (keys) => {
      const done: Item[] = [];
      const add = gather<Item, number>({
        work: async (items) => {
          expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
          await Promise.resolve();
          done.push(...items);
          return items.map(({ n }) => n);
        },
        keyOf: ({ key }) => key,
        most: 4,
        isOfAll: () => false,
        patienceMs: 60_000,
        refusal: () => new Error(),
      });
      const items = keys.map((key, n) => item(n, String(key)));
      expect(await Promise.all(items.map(add))).toEqual(items.map(({ n }) => n));
      for (const key of new Set(keys)) {
        const order = done.filter((one) => one.key === String(key)).map(({ n }) => n);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 50 },
  );
});

test('one that cannot be done fails for itself, and an outage is of all', async () => {
  const work = async (items: Item[]) => {
    if (items.some(({ n }) => n === 2)) throw new Error('bad item');
    if (items.some(({ n }) => n === 5)) throw new Error('outage');
    return items.map(({ n }) => n);
  };
  const isOfAll = (error: unknown) => error instanceof Error && error.message === 'outage';
  const { add } = gathering({ work, isOfAll });
  const settled = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => add(item(n))));
  expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
    1,
    'Error: bad item',
    3,
    ...Array.from({ length: 3 }, () => 'Error: outage'),
  ]);
});

test('who waits for a batch that takes too long is refused, and what comes later is taken', async () => {
  const { add, next } = gathering({ patienceMs: 5 });
  const stuck = add(item(0));
  const first = await next(1);
  await expect(add(item(1))).rejects.toThrow('too long');
  first.end();
  expect(await stuck).toBe(0);
  const later = add(item(2));
  (await next(2)).end();
  expect(await later).toBe(4);
});

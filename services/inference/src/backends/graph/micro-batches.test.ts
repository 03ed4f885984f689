import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MicroBatches } from './micro-batches.ts';

interface Item {
  name: string;
  size: number;
}

/** Runs wait until they are let go. */
function held(most: number) {
  const runs: { names: string[]; go: () => void }[] = [];
  const batches = new MicroBatches<Item, string>({
    most,
    keyOf: ({ size }) => String(size),
    run: (items) =>
      new Promise((resolve) => {
        const names = items.map(({ name }) => name);
        runs.push({ names, go: () => resolve(names.map((name) => name.toUpperCase())) });
      }),
  });
  return { runs, batches };
}

const ready = (name: string, size = 1): Promise<Item> => Promise.resolve({ name, size });

async function settle(): Promise<void> {
  for (let times = 0; times < 5; times += 1) await turn();
}

test('what is ready in one turn runs together, at most so many, and in order', async () => {
  const { runs, batches } = held(3);
  const results = Promise.all(['a', 'b', 'c', 'd'].map((name) => batches.submit(ready(name))));
  await settle();
  expect(runs.map(({ names }) => names)).toEqual([['a', 'b', 'c']]);
  runs[0]?.go();
  await settle();
  expect(runs.map(({ names }) => names)).toEqual([['a', 'b', 'c'], ['d']]);
  runs[1]?.go();
  await expect(results).resolves.toEqual(['A', 'B', 'C', 'D']);
});

test('waits for those being prepared, but no longer than until a run is full', async () => {
  const { runs, batches } = held(2);
  const late = Promise.withResolvers<Item>();
  void batches.submit(ready('a'));
  const last = batches.submit(late.promise);
  await settle();
  expect(runs).toEqual([]);
  void batches.submit(ready('b'));
  await settle();
  expect(runs.map(({ names }) => names)).toEqual([['a', 'b']]);
  runs[0]?.go();
  late.reject(new Error('damaged'));
  await expect(last).rejects.toThrow('damaged');
  void batches.submit(ready('c'));
  await settle();
  expect(runs[1]?.names).toEqual(['c']);
});

test('one that cannot be prepared releases those that waited for it', async () => {
  const { runs, batches } = held(8);
  const late = Promise.withResolvers<Item>();
  const failed = expect(batches.submit(late.promise)).rejects.toThrow('damaged');
  void batches.submit(ready('a'));
  late.reject(new Error('damaged'));
  await failed;
  await settle();
  expect(runs.map(({ names }) => names)).toEqual([['a']]);
});

test('an aborted one leaves the queue', async () => {
  const { runs, batches } = held(8);
  const late = Promise.withResolvers<Item>();
  const controller = new AbortController();
  const left = expect(batches.submit(ready('a'), controller.signal)).rejects.toThrow('enough');
  void batches.submit(ready('b'));
  void batches.submit(late.promise);
  await settle();
  controller.abort(new Error('enough'));
  await left;
  late.resolve({ name: 'c', size: 1 });
  await settle();
  expect(runs.map(({ names }) => names)).toEqual([['b', 'c']]);
});

test('a run that fails fails its own only', async () => {
  const batches = new MicroBatches<Item, string>({
    most: 1,
    keyOf: () => '',
    run: async ([item]) => {
      if (item?.name === 'bad') throw new Error('out of memory');
      return [item?.name ?? ''];
    },
  });
  const results = await Promise.allSettled(['bad', 'good'].map((name) => batches.submit(ready(name))));
  expect(results).toMatchObject([{ reason: { message: 'out of memory' } }, { value: 'good' }]);
});

test('whatever comes in whatever order, each gets its own result, from runs of one size and at most so many', async () => {
  const item = fc.record({ size: fc.integer({ min: 1, max: 3 }), turns: fc.integer({ min: 0, max: 4 }) });
  const property = fc.asyncProperty(
    fc.array(item, { maxLength: 20 }),
    fc.integer({ min: 1, max: 4 }),
    async (items, most) => {
      let running = 0;
      const batches = new MicroBatches<Item, string>({
        most,
        keyOf: ({ size }) => String(size),
        run: async (taken) => {
          running += 1;
          expect(running).toBe(1);
          expect(taken.length).toBeLessThanOrEqual(most);
          expect(new Set(taken.map(({ size }) => size)).size).toBe(1);
          await turn();
          running -= 1;
          return taken.map(({ name }) => name);
        },
      });
      const names = items.map((_, place) => String(place));
      const prepare = async (place: number): Promise<Item> => {
        const { size = 0, turns = 0 } = items[place] ?? {};
        for (let times = 0; times < turns; times += 1) await turn();
        return { name: String(place), size };
      };
      await expect(Promise.all(items.map((_, place) => batches.submit(prepare(place))))).resolves.toEqual(
        names,
      );
    },
  );
  await fc.assert(property, { numRuns: 100 });
});

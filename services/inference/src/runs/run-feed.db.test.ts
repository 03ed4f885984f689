import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInference, type TestInference } from '../testing/start-inference.ts';
import { until } from '../testing/until.ts';
import { pauseRun, cancelRun } from './change-run.ts';
import { findRun } from './read-run.ts';
import { runFeed } from './run-feed.ts';

let service: TestInference;
beforeAll(async () => {
  service = await startInference();
  await service.addDataset('pictures', 3);
});
afterAll(() => service?.close());

test('any number of followers share one look, and each is told every state', async () => {
  const run = await service.startRun({ model: 'steady', dataset: 'pictures' });
  let looks = 0;
  const counting = new Proxy(service.db, {
    get(target, key, receiver) {
      if (key === 'execute') looks += 1;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  const feed = runFeed(counting);
  const signal = new AbortController().signal;
  const seen = Array.from({ length: 50 }, () => [] as string[]);
  const toldEach = (times: number) =>
    until(
      () => Math.min(...seen.map(({ length }) => length)),
      (least) => least >= times,
    );
  const followed = seen.map(async (states) => {
    for await (const { state } of feed.follow(run, signal)) states.push(state);
  });
  await toldEach(1);
  expect(looks).toBe(0);
  await pauseRun(service.db, run.id);
  await toldEach(2);
  await cancelRun(service.db, run.id);
  await Promise.all(followed);
  expect(seen).toEqual(seen.map(() => ['running', 'paused', 'cancelled']));
  // Fifty followers, a handful of looks.
  expect(looks).toBeLessThan(12);
});

test('one who comes after a change is not told what another’s look saw before it', async () => {
  const { id } = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'slow' });
  let looked = 0;
  // The slower a look, the longer it is shared.
  const slow = new Proxy(service.db, {
    get(target, key, receiver) {
      const member = Reflect.get(target, key, receiver) as unknown;
      if (key !== 'execute') return member;
      return async (...args: Parameters<typeof target.execute>) => {
        const rows = await target.execute(...args);
        await new Promise((resolve) => setTimeout(resolve, 200));
        looked += 1;
        return rows;
      };
    },
  });
  const feed = runFeed(slow);
  const signal = new AbortController().signal;
  const follow = async (states: string[]) => {
    for await (const { state } of feed.follow(await findRun(service.db, id), signal)) states.push(state);
  };
  const first: string[] = [];
  const second: string[] = [];
  const followed = [follow(first)];
  await until(
    () => looked,
    (looks) => looks > 0,
  );
  await pauseRun(service.db, id);
  followed.push(follow(second));
  await until(
    () => first.length,
    (told) => told === 2,
  );
  await cancelRun(service.db, id);
  await Promise.all(followed);
  expect(first).toEqual(['running', 'paused', 'cancelled']);
  expect(second).toEqual(['paused', 'cancelled']);
});

test('one who leaves is let go', async () => {
  const run = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'left' });
  const left = new AbortController();
  const states: string[] = [];
  for await (const { state } of runFeed(service.db).follow(run, left.signal)) {
    states.push(state);
    left.abort();
  }
  expect(states).toEqual(['running']);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInference, type TestInference } from '../testing/start-inference.ts';
import { until } from '../testing/until.ts';
import { pauseRun, cancelRun } from './change-run.ts';
import { runFeed } from './run-feed.ts';

let service: TestInference;
beforeAll(async () => {
  service = await startInference();
  await service.addDataset('pictures', 3);
});
afterAll(() => service?.close());

test('any number of followers share one look, and each is told every state', async () => {
  const { id } = await service.startRun({ model: 'steady', dataset: 'pictures' });
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
    for await (const { state } of feed.follow(id, signal)) states.push(state);
  });
  await toldEach(1);
  expect(looks).toBe(1);
  await pauseRun(service.db, id);
  await toldEach(2);
  await cancelRun(service.db, id);
  await Promise.all(followed);
  expect(seen).toEqual(seen.map(() => ['running', 'paused', 'cancelled']));
  // Fifty followers, a handful of looks.
  expect(looks).toBeLessThan(12);
});

test('one who leaves is let go', async () => {
  const { id } = await service.startRun({ model: 'steady', dataset: 'pictures', title: 'left' });
  const left = new AbortController();
  const states: string[] = [];
  for await (const { state } of runFeed(service.db).follow(id, left.signal)) {
    states.push(state);
    left.abort();
  }
  expect(states).toEqual(['running']);
});

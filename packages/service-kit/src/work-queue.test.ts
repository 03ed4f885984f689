import { expect, test } from 'vitest';
import { workQueue } from './work-queue.ts';

const forever = new AbortController().signal;
/** Lets everything go on that can. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to, and says when it was begun. */
function held() {
  const end = Promise.withResolvers<void>();
  const work = { begun: false, end: () => end.resolve(), run: () => ((work.begun = true), end.promise) };
  return work;
}

test('so many pieces run at once, one of a key, and the others follow in their order', async () => {
  const queue = workQueue({ atOnce: 2, waiting: 10 });
  const [a, again, b, c] = [held(), held(), held(), held()];
  const done = [queue('a', forever, a.run), queue('a', forever, again.run), queue('b', forever, b.run)];
  done.push(queue('c', forever, c.run));
  await settled();
  expect([a, again, b, c].map(({ begun }) => begun)).toEqual([true, false, true, false]);
  b.end();
  await settled();
  expect([again, c].map(({ begun }) => begun)).toEqual([false, true]);
  a.end();
  await settled();
  expect(again.begun).toBe(true);
  for (const work of [again, c]) work.end();
  await Promise.all(done);
});

test('more than may wait are refused, with when to come again', async () => {
  const queue = workQueue({ atOnce: 1, waiting: 1 });
  const work = held();
  const [running, waiting] = [queue('a', forever, work.run), queue('b', forever, async () => 'waited')];
  await expect(queue('c', forever, async () => 'never')).rejects.toMatchObject({
    type: 'not-ready',
    details: { headers: { 'retry-after': '2' } },
  });
  work.end();
  await running;
  expect(await waiting).toBe('waited');
});

test('what waits and is left is never begun, and makes room', async () => {
  const queue = workQueue({ atOnce: 1, waiting: 1 });
  const [work, left] = [held(), held()];
  const running = queue('a', forever, work.run);
  const leaving = new AbortController();
  const waiting = queue('b', leaving.signal, left.run);
  leaving.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  const next = queue('c', forever, async () => 'next');
  work.end();
  await running;
  expect(await next).toBe('next');
  expect(left.begun).toBe(false);
});

test('a failure ends its turn', async () => {
  const queue = workQueue({ atOnce: 1, waiting: 1 });
  await expect(queue('a', forever, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await queue('a', forever, async () => 'next')).toBe('next');
});

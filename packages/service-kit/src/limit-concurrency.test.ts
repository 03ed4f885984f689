import { expect, test } from 'vitest';
import { limitConcurrency } from './limit-concurrency.ts';

test('no more than the limit run at once, in their order, and a failure frees its place', async () => {
  const limited = limitConcurrency(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  let running = 0;
  let most = 0;
  const results = gates.map(({ promise }, index) =>
    limited(async () => {
      begun.push(index);
      most = Math.max(most, ++running);
      try {
        return await promise;
      } finally {
        running -= 1;
      }
    }),
  );
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new Error('broken'));
  await expect(results[1]).rejects.toThrow('broken');
  for (const index of [0, 2, 3, 4]) gates[index]?.resolve(index);
  expect(await Promise.all(results.filter((_, index) => index !== 1))).toEqual([0, 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});

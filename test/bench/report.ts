import { quantile } from '@fakexplain/statistics/quantile';

/** Percentile of the values; `share` is 0–1. */
export const percentile = (values: readonly number[], share: number): number =>
  quantile(
    values.toSorted((x, y) => x - y),
    share,
  );

export const ms = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;

/** Runs `task` for every item, `width` at a time; returns milliseconds each took. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<unknown>,
): Promise<number[]> {
  const took: number[] = [];
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) {
        const started = performance.now();
        await task(item);
        took.push(performance.now() - started);
      }
    }),
  );
  return took;
}

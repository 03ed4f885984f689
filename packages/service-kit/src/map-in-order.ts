/**
 * Applies `work` to at most `limit` items at a time and yields the results in the order of the items.
 * Stops taking items once `signal` is aborted; items already begun are still yielded. Where `work` fails, the iteration
 * fails after the results before it are yielded.
 */
export async function* mapInOrder<T, R>(
  items: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const item of items) {
    if (signal?.aborted) break;
    const result = work(item);
    // Its turn comes later; until then the failure is not unhandled.
    result.catch(() => undefined);
    begun.push(result);
    if (begun.length >= limit) yield* take(begun);
  }
  while (begun.length > 0) yield* take(begun);
}

async function* take<R>(begun: Promise<R>[]): AsyncGenerator<R> {
  const oldest = begun.shift();
  if (oldest) yield await oldest;
}

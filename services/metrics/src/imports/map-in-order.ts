/**
 * Applies `work` to at most `limit` items at a time and yields the results in the order of the items.
 * Stops taking items once `signal` is aborted; what was begun is still yielded. `work` must not throw.
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
    begun.push(work(item));
    if (begun.length >= limit) yield* take(begun);
  }
  while (begun.length > 0) yield* take(begun);
}

async function* take<R>(begun: Promise<R>[]): AsyncGenerator<R> {
  const oldest = begun.shift();
  if (oldest) yield await oldest;
}

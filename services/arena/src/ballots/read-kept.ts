import type { LRUCache } from 'lru-cache';

export interface ReadKept<Item, Value> {
  keyOf: (item: Item) => string;
  /** Reads what is not kept, in this order; undefined where there is nothing. */
  read: (missing: Item[]) => Promise<(Value | undefined)[]>;
}

/** Values of items, in their order: kept ones as they are, all others read at once and then kept. */
export async function readKept<Item, Value extends object>(
  kept: LRUCache<string, Value>,
  items: readonly Item[],
  { keyOf, read }: ReadKept<Item, Value>,
): Promise<(Value | undefined)[]> {
  const values = items.map((item) => kept.get(keyOf(item)));
  const missing = items.filter((_, index) => !values[index]);
  if (missing.length === 0) return values;
  const found = await read(missing);
  for (const [index, item] of missing.entries()) kept.set(keyOf(item), found[index]);
  const rest = found.values();
  return values.map((value) => value ?? rest.next().value);
}

/** Of a cache whose values are read again after a while, by the service's clock. */
export const freshFor = (ms: number, clock: () => Date) => ({
  ttl: ms,
  ttlResolution: 0,
  perf: { now: () => clock().getTime() },
});

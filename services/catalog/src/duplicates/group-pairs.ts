import type { NearPair } from './near-hashes.ts';

export interface NearGroup {
  /** Indices, ascending. */
  members: number[];
  /** The most bits in which two that were found near each other differ. */
  distance: number;
}

/** Pairs that share members, put together, by distance and then first member. */
export function groupPairs(pairs: readonly NearPair[]): NearGroup[] {
  const parents = new Map<number, number>();
  const root = (index: number): number => {
    let at = index;
    for (let parent = parents.get(at); parent !== undefined && parent !== at; parent = parents.get(at)) {
      parents.set(at, parents.get(parent) ?? parent);
      at = parent;
    }
    return at;
  };
  for (const { a, b } of pairs) {
    const [low, high] = [root(a), root(b)].toSorted((x, y) => x - y);
    parents.set(high ?? b, low ?? a);
    parents.set(low ?? a, low ?? a);
  }
  const groups = new Map<number, NearGroup>();
  for (const index of [...parents.keys()].toSorted((x, y) => x - y)) {
    const group = groups.get(root(index)) ?? { members: [], distance: 0 };
    group.members.push(index);
    groups.set(root(index), group);
  }
  for (const { a, distance } of pairs) {
    const group = groups.get(root(a));
    if (group) group.distance = Math.max(group.distance, distance);
  }
  return [...groups.values()].toSorted(
    (x, y) => x.distance - y.distance || (x.members[0] ?? 0) - (y.members[0] ?? 0),
  );
}

import { type PairTable } from './pair-count.ts';
import { at } from '@fakexplain/statistics/linear-algebra';

export interface Component {
  /** Ascending arm indices. */
  arms: number[];
  /**
   * The arms, split where an order is certain: inside a group every arm is linked to every other by a chain of wins (half
   * wins count). Strongest first; between groups no win ever goes from a later to an earlier one. One group: not separated.
   */
  groups: number[][];
  /** `above[i][j]`: a chain of wins leads from groups[i] down to groups[j]. */
  above: boolean[][];
}

/**
 * Splits arms into the components of the comparison graph, and these into the strongly connected groups of the wins
 * graph. A finite maximum of the Bradley–Terry likelihood exists exactly where a component is one group (Ford 1957).
 */
export function comparisonComponents(pairs: PairTable): Component[] {
  const beats: number[][] = Array.from({ length: pairs.arms }, () => []);
  const meets: number[][] = Array.from({ length: pairs.arms }, () => []);
  for (let index = 0; index < pairs.a.length; index++) {
    const [a, b] = [pairs.a[index] as number, pairs.b[index] as number];
    const halves = at(pairs.halves, index);
    meets[a]?.push(b);
    meets[b]?.push(a);
    if (at(pairs.winsA, index) + halves > 0) beats[a]?.push(b);
    if (at(pairs.winsB, index) + halves > 0) beats[b]?.push(a);
  }
  const groups = stronglyConnected(beats).toReversed();
  return connected(meets).map((arms) => {
    const own = groups.filter((group) => arms.includes(group[0] as number));
    return { arms, groups: own, above: reachability(own, beats) };
  });
}

function connected(meets: readonly number[][]): number[][] {
  const seen = new Set<number>();
  const components: number[][] = [];
  for (const start of meets.keys()) {
    if (seen.has(start)) continue;
    seen.add(start);
    const members = [start];
    for (const arm of members)
      for (const next of meets[arm] ?? [])
        if (!seen.has(next)) {
          seen.add(next);
          members.push(next);
        }
    components.push(members.toSorted((x, y) => x - y));
  }
  return components;
}

/** Tarjan's algorithm without recursion; a group comes out after every group that it reaches. */
function stronglyConnected(edges: readonly number[][]): number[][] {
  const order = new Int32Array(edges.length).fill(-1);
  const low = new Int32Array(edges.length);
  const waiting: number[] = [];
  const isWaiting = new Set<number>();
  const groups: number[][] = [];
  let counter = 0;
  for (const start of edges.keys()) {
    if (order[start] !== -1) continue;
    const path = [{ node: start, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node } = top;
      if (top.next === 0) {
        order[node] = low[node] = counter++;
        waiting.push(node);
        isWaiting.add(node);
      }
      const target = edges[node]?.[top.next++];
      if (target !== undefined) {
        if (order[target] === -1) path.push({ node: target, next: 0 });
        else if (isWaiting.has(target)) low[node] = Math.min(low[node] as number, order[target] as number);
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.node;
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
      if (low[node] === order[node]) {
        const group = waiting.splice(waiting.indexOf(node));
        for (const member of group) isWaiting.delete(member);
        groups.push(group.toSorted((x, y) => x - y));
      }
    }
  }
  return groups;
}

function reachability(groups: readonly number[][], beats: readonly number[][]): boolean[][] {
  const groupOf = new Map(groups.flatMap((group, index) => group.map((arm) => [arm, index] as const)));
  const above = groups.map(() => groups.map(() => false));
  // Later groups are complete when an earlier one, which alone can reach them, takes over what they reach.
  for (const index of [...groups.keys()].toReversed()) {
    const row = above[index] ?? [];
    for (const arm of groups[index] ?? [])
      for (const beaten of beats[arm] ?? []) {
        const below = groupOf.get(beaten) as number;
        if (below === index || row[below]) continue;
        row[below] = true;
        for (const [further, reached] of (above[below] ?? []).entries()) if (reached) row[further] = true;
      }
  }
  return above;
}

/** At most `n` items, in order and evenly spread: those in the middle of n equal parts. */
export function spreadEvenly<T>(items: readonly T[], n: number): T[] {
  if (items.length <= n) return [...items];
  const middles = new Set(
    Array.from({ length: n }, (_, part) => Math.floor(((part + 0.5) * items.length) / n)),
  );
  return items.filter((_, index) => middles.has(index));
}

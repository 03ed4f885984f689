/**
 * A permutation of 0 … n−1 without a fixed point, uniform among the cyclic ones (Sattolo's algorithm).
 * @throws RangeError for n = 1, which has none.
 */
export function derange(n: number, random: () => number): number[] {
  if (n === 1) throw new RangeError('one thing alone cannot change places');
  const order = Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = Math.floor(random() * last);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

/** Both: −1 to 1, of two lists of the same length; `null` with fewer than three pairs, or where either list is constant. */
type Correlation = (x: readonly number[], y: readonly number[]) => number | null;

const isConstant = (values: readonly number[]) => values.every((value) => value === values[0]);
const isUndefined: (...lists: Parameters<Correlation>) => boolean = (x, y) =>
  x.length < 3 || isConstant(x) || isConstant(y);

/**
 * Kendall's tau-b (1945): (concordant − discordant pairs) / √(pairs that differ in x · pairs that differ in y). O(n²).
 * Reference: scipy.stats.kendalltau.
 */
export const kendallTau: Correlation = (x, y) => {
  if (isUndefined(x, y)) return null;
  let [balance, differX, differY] = [0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const signX = Math.sign((x[i] ?? 0) - (x[j] ?? 0));
      const signY = Math.sign((y[i] ?? 0) - (y[j] ?? 0));
      balance += signX * signY;
      differX += Math.abs(signX);
      differY += Math.abs(signY);
    }
  }
  return balance / Math.sqrt(differX * differY);
};

/** Ranks from 1; equal values share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

/** Spearman's rho: Pearson's correlation of the ranks, ties sharing theirs. O(n²). Reference: scipy.stats.spearmanr. */
export const spearmanRho: Correlation = (x, y) => {
  if (isUndefined(x, y)) return null;
  const middle = (x.length + 1) / 2;
  const [a, b] = [x, y].map((values) => ranks(values).map((rank) => rank - middle));
  const sum = (of: (i: number) => number) => x.reduce((total, _, i) => total + of(i), 0);
  const at = (list: number[] | undefined, i: number) => list?.[i] ?? 0;
  const product = (one: number[] | undefined, other: number[] | undefined) =>
    sum((i) => at(one, i) * at(other, i));
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
};

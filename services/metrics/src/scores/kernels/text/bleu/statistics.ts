/**
 * What BLEU-2 needs to know of one text or, added up, of many: counts of unigrams (1) and bigrams (2). Sums over images
 * are sufficient for every corpus score, so a service can stream and resample images by adding.
 */
export interface BleuStatistics {
  /** Unigrams of the hypothesis also found in a reference, each at most as often as in the reference that has it most. */
  readonly matches1: number;
  /** As {@link BleuStatistics.matches1}, for bigrams. */
  readonly matches2: number;
  /** Unigrams of the hypothesis: its length in tokens. */
  readonly total1: number;
  /** Bigrams of the hypothesis: one fewer than tokens, at least 0. */
  readonly total2: number;
  /** Tokens of the reference closest in length to the hypothesis; of two equally close the shorter. */
  readonly referenceLength: number;
}

/** The statistics of no text: what sums begin with. */
export const noBleuStatistics: BleuStatistics = {
  matches1: 0,
  matches2: 0,
  total1: 0,
  total2: 0,
  referenceLength: 0,
};

/** The statistics of two disjoint sets of texts together. */
export function addBleuStatistics(a: BleuStatistics, b: BleuStatistics): BleuStatistics {
  return {
    matches1: a.matches1 + b.matches1,
    matches2: a.matches2 + b.matches2,
    total1: a.total1 + b.total1,
    total2: a.total2 + b.total2,
    referenceLength: a.referenceLength + b.referenceLength,
  };
}

function closestLength(length: number, references: readonly (readonly string[])[]): number {
  let closest = Infinity;
  for (const reference of references) {
    const difference = Math.abs(reference.length - length) - Math.abs(closest - length);
    if (difference < 0 || (difference === 0 && reference.length < closest)) closest = reference.length;
  }
  return closest;
}

/**
 * Clipped matches of unigrams and bigrams (Papineni et al., "BLEU: a method for automatic evaluation of machine translation", ACL 2002), joint over
 * references as in sacrebleu, nltk and pycocoevalcap. Any list may be empty.
 *
 * @throws {RangeError} without references: BLEU is then undefined, and the image is to be left out of means and sums.
 */
export function bleuStatistics(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
): BleuStatistics {
  if (references.length === 0)
    throw new RangeError(
      'BLEU needs at least one reference (which may be empty); leave out images without one',
    );
  const ids = new Map<string, number>();
  for (const reference of references)
    for (const token of reference) if (!ids.has(token)) ids.set(token, ids.size);
  // How often each n-gram may still be matched; bigrams by one number for both words.
  const left1 = new Array<number>(ids.size).fill(0);
  const left2 = new Map<number, number>();
  for (const reference of references) {
    const single = references.length === 1;
    const counts1 = single ? left1 : new Array<number>(ids.size).fill(0);
    const counts2 = single ? left2 : new Map<number, number>();
    let previous = -1;
    for (const token of reference) {
      const id = ids.get(token) ?? 0;
      counts1[id] = (counts1[id] ?? 0) + 1;
      if (previous >= 0) {
        const bigram = previous * ids.size + id;
        counts2.set(bigram, (counts2.get(bigram) ?? 0) + 1);
      }
      previous = id;
    }
    if (single) break;
    for (const [id, count] of counts1.entries()) left1[id] = Math.max(left1[id] ?? 0, count);
    for (const [bigram, count] of counts2) left2.set(bigram, Math.max(left2.get(bigram) ?? 0, count));
  }
  let matches1 = 0;
  let matches2 = 0;
  let previous: number | undefined;
  for (const token of hypothesis) {
    const id = ids.get(token);
    if (id !== undefined) {
      const unigrams = left1[id] ?? 0;
      if (unigrams > 0) {
        matches1++;
        left1[id] = unigrams - 1;
      }
      if (previous !== undefined) {
        const bigram = previous * ids.size + id;
        const bigrams = left2.get(bigram);
        if (bigrams !== undefined && bigrams > 0) {
          matches2++;
          left2.set(bigram, bigrams - 1);
        }
      }
    }
    previous = id;
  }
  return {
    matches1,
    matches2,
    total1: hypothesis.length,
    total2: Math.max(0, hypothesis.length - 1),
    referenceLength: closestLength(hypothesis.length, references),
  };
}

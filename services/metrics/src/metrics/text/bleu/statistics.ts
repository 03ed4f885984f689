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

/** How often each unigram and bigram may be matched: as often as in the reference that has it most. */
interface Allowance {
  /** Numbers of the words of the references, from 0 on. */
  readonly ids: Map<string, number>;
  /** By the word's number. */
  readonly unigrams: Uint32Array;
  readonly bigrams: BigramCounts;
}

function allowanceOf(references: readonly (readonly string[])[]): Allowance {
  const ids = new Map<string, number>();
  const length = references.reduce((sum, reference) => sum + reference.length, 0);
  const unigrams = new Uint32Array(length);
  const bigrams = bigramCounts(length);
  // With several references each is counted by itself, and what it has more of is taken over.
  const single = references.length === 1;
  for (const reference of references) {
    const [ownUnigrams, ownBigrams] = single
      ? [unigrams, bigrams]
      : [new Uint32Array(length), bigramCounts(length)];
    let previous = -1;
    for (const token of reference) {
      let id = ids.get(token);
      if (id === undefined) ids.set(token, (id = ids.size));
      ownUnigrams[id] = (ownUnigrams[id] ?? 0) + 1;
      if (previous >= 0) {
        const key = previous * length + id;
        const slot = ownBigrams.slot(key);
        ownBigrams.keys[slot] = key;
        ownBigrams.counts[slot] = (ownBigrams.counts[slot] ?? 0) + 1;
      }
      previous = id;
    }
    if (single) continue;
    for (const [id, count] of ownUnigrams.entries()) unigrams[id] = Math.max(unigrams[id] ?? 0, count);
    for (const [own, count] of ownBigrams.counts.entries()) {
      if (count === 0) continue;
      const key = ownBigrams.keys[own] ?? 0;
      const slot = bigrams.slot(key);
      bigrams.keys[slot] = key;
      bigrams.counts[slot] = Math.max(bigrams.counts[slot] ?? 0, count);
    }
  }
  return { ids, unigrams, bigrams };
}

/** Counts by bigram, whose key is first word's number · length of the references + second word's number. */
interface BigramCounts {
  readonly keys: Float64Array;
  readonly counts: Uint32Array;
  /** Where the bigram's key and count stand; where there are none yet, the place for them. */
  readonly slot: (key: number) => number;
}

/** Open addressing in a table at least twice as large as there can be bigrams: a third of the time of a Map. */
function bigramCounts(most: number): BigramCounts {
  const size = 2 ** Math.ceil(Math.log2(2 * most + 2));
  const keys = new Float64Array(size).fill(-1);
  const counts = new Uint32Array(size);
  const slot = (key: number): number => {
    let at = (Math.imul(key, 0x9e3779b1) >>> 7) & (size - 1);
    while (keys[at] !== key && keys[at] !== -1) at = (at + 1) & (size - 1);
    return at;
  };
  return { keys, counts, slot };
}

/**
 * Statistics of one text: clipped matches joint over references, as in sacrebleu, nltk and pycocoevalcap (Papineni et al.,
 * "BLEU: a method for automatic evaluation of machine translation", ACL 2002). Any list of tokens may be empty.
 *
 * @throws {RangeError} without references: BLEU is then undefined, and the image is to be left out of means and sums.
 */
export function bleuStatistics(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
): BleuStatistics {
  if (references.length === 0)
    throw new RangeError('BLEU needs a reference (which may be empty); leave out images without one');
  const { ids, unigrams, bigrams } = allowanceOf(references);
  const stride = unigrams.length;
  let matches1 = 0;
  let matches2 = 0;
  let previous: number | undefined;
  for (const token of hypothesis) {
    const id = ids.get(token);
    if (id !== undefined) {
      const unigramsLeft = unigrams[id] ?? 0;
      if (unigramsLeft > 0) {
        matches1++;
        unigrams[id] = unigramsLeft - 1;
      }
      const slot = previous === undefined ? -1 : bigrams.slot(previous * stride + id);
      const bigramsLeft = bigrams.counts[slot] ?? 0;
      if (bigramsLeft > 0) {
        matches2++;
        bigrams.counts[slot] = bigramsLeft - 1;
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

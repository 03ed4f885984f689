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
  readonly unigrams: number[];
  /** By first word's number · stride + second word's number. */
  readonly bigrams: Map<number, number>;
  readonly stride: number;
}

function allowanceOf(references: readonly (readonly string[])[]): Allowance {
  const ids = new Map<string, number>();
  const stride = references.reduce((length, reference) => length + reference.length, 0);
  const counted = references.map((reference) => {
    const unigrams: number[] = [];
    const bigrams = new Map<number, number>();
    let previous = -1;
    for (const token of reference) {
      let id = ids.get(token);
      if (id === undefined) ids.set(token, (id = ids.size));
      unigrams[id] = (unigrams[id] ?? 0) + 1;
      if (previous >= 0) {
        const bigram = previous * stride + id;
        bigrams.set(bigram, (bigrams.get(bigram) ?? 0) + 1);
      }
      previous = id;
    }
    return { ids, stride, unigrams, bigrams };
  });
  return counted.reduce((most, each) => {
    for (const [id, count] of each.unigrams.entries())
      most.unigrams[id] = Math.max(most.unigrams[id] ?? 0, count ?? 0);
    for (const [bigram, count] of each.bigrams)
      most.bigrams.set(bigram, Math.max(most.bigrams.get(bigram) ?? 0, count));
    return most;
  });
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
  const { ids, unigrams, bigrams, stride } = allowanceOf(references);
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
      const bigram = previous === undefined ? -1 : previous * stride + id;
      const bigramsLeft = bigrams.get(bigram) ?? 0;
      if (bigramsLeft > 0) {
        matches2++;
        bigrams.set(bigram, bigramsLeft - 1);
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

import { greatestNumber, type Tokens } from '../tokens/tokens.ts';

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

function closestLength(length: number, references: readonly Tokens[]): number {
  let closest = Infinity;
  for (const reference of references) {
    const difference = Math.abs(reference.length - length) - Math.abs(closest - length);
    if (difference < 0 || (difference === 0 && reference.length < closest)) closest = reference.length;
  }
  return closest;
}

/** By token: how often it may still be matched. All 0 between calls. */
let unigrams = new Int32Array(1024);
/** By token: how often the reference in hand has it. All 0 between calls. */
let ownUnigrams = new Int32Array(1024);

/** The same by bigram: open addressing by both tokens, at most half full. */
let size = 64;
let firsts = new Int32Array(size);
let seconds = new Int32Array(size);
let bigrams = new Int32Array(size);
let ownBigrams = new Int32Array(size);
/** Where the bigrams of the reference in hand stand. */
let slots = new Int32Array(size);

/** Where a bigram stands; where it is not there yet, the place for it. */
function slotOf(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) + Math.imul(second, 0x85ebca6b);
  let slot = (mixed ^ (mixed >>> 15)) & (size - 1);
  while (firsts[slot] !== -1 && (firsts[slot] !== first || seconds[slot] !== second))
    slot = (slot + 1) & (size - 1);
  return slot;
}

/** Makes room for tokens up to a number and for bigrams, and forgets those before. */
function makeRoom(numbers: number, mostBigrams: number): void {
  if (unigrams.length < numbers) {
    unigrams = new Int32Array(2 * numbers);
    ownUnigrams = new Int32Array(2 * numbers);
  }
  size = 64;
  while (size < 2 * mostBigrams) size *= 2;
  if (firsts.length < size) {
    firsts = new Int32Array(size);
    seconds = new Int32Array(size);
    bigrams = new Int32Array(size);
    ownBigrams = new Int32Array(size);
    slots = new Int32Array(size);
  }
  firsts.fill(-1, 0, size);
}

/** Lets each n-gram be matched as often as the reference that has it most has it. */
function allow(reference: Tokens): void {
  let previous = -1;
  for (let at = 0; at < reference.length; at += 1) {
    const token = reference[at] ?? 0;
    const count = (ownUnigrams[token] ?? 0) + 1;
    ownUnigrams[token] = count;
    if (count > (unigrams[token] ?? 0)) unigrams[token] = count;
    if (at > 0) {
      const slot = slotOf(previous, token);
      if (firsts[slot] === -1) {
        firsts[slot] = previous;
        seconds[slot] = token;
        bigrams[slot] = 0;
        ownBigrams[slot] = 0;
      }
      const count = (ownBigrams[slot] ?? 0) + 1;
      ownBigrams[slot] = count;
      if (count > (bigrams[slot] ?? 0)) bigrams[slot] = count;
      slots[at] = slot;
    }
    previous = token;
  }
  for (let at = 0; at < reference.length; at += 1) {
    ownUnigrams[reference[at] ?? 0] = 0;
    if (at > 0) ownBigrams[slots[at] ?? 0] = 0;
  }
}

/**
 * Statistics of one text: clipped matches joint over references, as in sacrebleu, nltk and pycocoevalcap (Papineni et al.,
 * "BLEU: a method for automatic evaluation of machine translation", ACL 2002). Any list of tokens may be empty.
 *
 * @throws {RangeError} without references: BLEU is then undefined, and the image is to be left out of means and sums.
 */
export function bleuStatistics(hypothesis: Tokens, references: readonly Tokens[]): BleuStatistics {
  if (references.length === 0)
    throw new RangeError('BLEU needs a reference (which may be empty); leave out images without one');
  const mostBigrams = references.reduce((sum, { length }) => sum + length, 0);
  makeRoom(1 + Math.max(greatestNumber(references), greatestNumber([hypothesis])), mostBigrams);
  for (const reference of references) allow(reference);
  let matches1 = 0;
  let matches2 = 0;
  let previous = -1;
  for (let at = 0; at < hypothesis.length; at += 1) {
    const token = hypothesis[at] ?? 0;
    const left = unigrams[token] ?? 0;
    if (left > 0) {
      matches1 += 1;
      unigrams[token] = left - 1;
    }
    if (at > 0) {
      const slot = slotOf(previous, token);
      if (firsts[slot] !== -1 && (bigrams[slot] ?? 0) > 0) {
        matches2 += 1;
        bigrams[slot] = (bigrams[slot] ?? 0) - 1;
      }
    }
    previous = token;
  }
  for (const reference of references)
    for (let at = 0; at < reference.length; at += 1) unigrams[reference[at] ?? 0] = 0;
  return {
    matches1,
    matches2,
    total1: hypothesis.length,
    total2: Math.max(0, hypothesis.length - 1),
    referenceLength: closestLength(hypothesis.length, references),
  };
}

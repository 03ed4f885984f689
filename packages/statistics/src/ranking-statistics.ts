import { sortNumbers } from './sort-numbers.ts';
import { groupUnits, type WeightedStatistics } from './weighted-statistics.ts';

/**
 * How many positives and negatives share each score, by rising score. All that AUROC and AP need to know; images with
 * the same score are one step, so that the order of rows never matters.
 */
export interface Ranking {
  /** Positives at each distinct score. */
  readonly positives: Uint32Array;
  /** Negatives at each distinct score. */
  readonly negatives: Uint32Array;
}

/**
 * Probability that a positive has a higher score than a negative, ties counting half, 0–1; `null` unless there are
 * both. As sklearn.metrics.roc_auc_score. With hard verdicts as scores (two distinct ones) it is the balanced accuracy.
 */
export function auroc({ positives, negatives }: Ranking): number | null {
  // Taken from a list, these would be numbers on the heap, made anew at every step.
  let positivesBelow = 0;
  let negativesBelow = 0;
  let won = 0;
  for (let place = 0; place < positives.length; place += 1) {
    const here = positives[place] ?? 0;
    const against = negatives[place] ?? 0;
    won += here * (negativesBelow + against / 2);
    positivesBelow += here;
    negativesBelow += against;
  }
  const pairs = positivesBelow * negativesBelow;
  return pairs > 0 ? won / pairs : null;
}

export interface ScoredImages {
  /** Probability of `generated`, finite. */
  scores: Float64Array;
  /** 1 where the image is generated. */
  positive: Uint8Array;
  /** For each image the name of its group, or the number of its unit, where groups are drawn and not images. */
  groups?: readonly string[] | Uint32Array;
}

/** Statistics of a ranking (AUROC, AP) under weights; the scores are sorted once for all resamples. */
export function statisticsOfRanking(
  { scores, positive, groups }: ScoredImages,
  statistics: readonly ((ranking: Ranking) => number | null)[],
): WeightedStatistics {
  const { places, distinct } = scorePlaces(scores);
  const unitOf = unitsOf(groups, scores.length);
  const order = byPlace(places, distinct);
  const tallyOf = (flag: 0 | 1) => {
    const images = order.filter((image) => (positive[image] === 1 ? 1 : 0) === flag);
    return weightsByPlace(
      {
        units: images.map((image) => unitOf?.[image] ?? image),
        places: images.map((image) => places[image] ?? 0),
      },
      distinct,
    );
  };
  const [positives, negatives] = [tallyOf(1), tallyOf(0)];
  return (lists) =>
    lists.map((weights) => {
      const ranking = { positives: positives(weights), negatives: negatives(weights) };
      return statistics.map((statistic) => statistic(ranking));
    });
}

/** What the weights of images add up to at each place, always in the same array; the images by rising place. */
function weightsByPlace(
  images: { units: Uint32Array; places: Uint32Array },
  distinct: number,
): (weights: Uint32Array) => Uint32Array {
  const { units, places } = images;
  const sums = new Uint32Array(distinct);
  return (weights) => {
    sums.fill(0);
    for (let rank = 0; rank < units.length; rank += 1) {
      const place = places[rank] ?? 0;
      sums[place] = (sums[place] ?? 0) + (weights[units[rank] ?? 0] ?? 0);
    }
    return sums;
  };
}

function unitsOf(groups: ScoredImages['groups'], images: number): Uint32Array | null {
  if (groups === undefined) return null;
  return groups instanceof Uint32Array ? groups : groupUnits(groups, images).groupOf;
}

/** The images by rising score, those alike as they come: resamples then read and write in order. */
function byPlace(places: Uint32Array, distinct: number): Uint32Array {
  const begins = new Uint32Array(distinct + 1);
  for (const place of places) begins[place + 1] = (begins[place + 1] ?? 0) + 1;
  for (let place = 0; place < distinct; place += 1) {
    begins[place + 1] = (begins[place + 1] ?? 0) + (begins[place] ?? 0);
  }
  const order = new Uint32Array(places.length);
  for (const [image, place] of places.entries()) {
    const at = begins[place] ?? 0;
    order[at] = image;
    begins[place] = at + 1;
  }
  return order;
}

/** The place of every score among the distinct ones, by rising score: what a resample adds up by. */
export function scorePlaces(scores: Float64Array): { places: Uint32Array; distinct: number } {
  const sorted = sortNumbers(scores);
  let distinct = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    const score = sorted[index] ?? 0;
    if (distinct > 0 && sorted[distinct - 1] === score) continue;
    sorted[distinct] = score;
    distinct += 1;
  }
  const places = Uint32Array.from(scores, (score) => {
    let [low, high] = [0, distinct - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < score) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return { places, distinct };
}

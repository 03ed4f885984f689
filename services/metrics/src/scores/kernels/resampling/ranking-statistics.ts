import { scorePlaces, type Ranking } from '../detection/ranking.ts';
import { groupUnits, type WeightedStatistics } from './weighted-statistics.ts';

export interface ScoredImages {
  /** Probability of `generated`, finite. */
  scores: Float64Array;
  /** 1 where the image is generated. */
  positive: Uint8Array;
  /** For each image the name of its group, where groups are drawn and not images. */
  groups?: readonly string[];
}

/** Statistics of a ranking (AUROC, AP) under weights, without sorting anew for each resample. */
export function statisticsOfRanking(
  { scores, positive, groups }: ScoredImages,
  statistics: readonly ((ranking: Ranking) => number | null)[],
): WeightedStatistics {
  const { places, distinct } = scorePlaces(scores);
  const groupOf = groups ? groupUnits(groups, scores.length).groupOf : null;
  const positives = new Float64Array(distinct);
  const negatives = new Float64Array(distinct);
  return (weights) => {
    positives.fill(0);
    negatives.fill(0);
    for (let image = 0; image < places.length; image += 1) {
      const weight = weights[groupOf ? (groupOf[image] ?? 0) : image] ?? 0;
      if (weight === 0) continue;
      const place = places[image] ?? 0;
      const tally = positive[image] === 1 ? positives : negatives;
      tally[place] = (tally[place] ?? 0) + weight;
    }
    return statistics.map((statistic) => statistic({ positives, negatives }));
  };
}

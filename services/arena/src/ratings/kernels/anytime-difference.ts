import { anytimeCritical, anytimeStart, tooFewClusters } from '@fakexplain/statistics/anytime-share';
import { expit } from '@fakexplain/statistics/expit';
import { cellIds, denseIds, orderByCell, type DenseIds } from '@fakexplain/statistics/clusters';
import { add, at } from '@fakexplain/statistics/linear-algebra';
import type { BradleyTerryFit, FittedBlock } from './fit-bradley-terry.ts';
import { eloPerLogOdds, type Interval } from './interval.ts';
import type { PairTable, VoteCells } from './pair-count.ts';
import { contrastVariance, winProbability } from './pair-likelihood.ts';

/** From how many votes won, and lost, of each of the two arms on a difference is said. */
const fewestOfArm = 10;

/**
 * Anytime-valid intervals of differences of ratings, in Elo: of two arms alone, that of their share. Each vote weighs by what it
 * says of the difference; its clusters, degrees of freedom and number of votes are those of these weights. It is for pairs drawn
 * by one policy, one difference at a time. Goes through all votes for each difference.
 *
 * @param cells the votes that were fitted
 */
export function anytimeDifferences(
  fit: BradleyTerryFit,
  cells: VoteCells,
  level = 0.95,
): (a: number, b: number) => Interval {
  const tallies = tallyArms(fit.pairs);
  const votes = new Map<FittedBlock, BlockVotes>();
  return (a, b) => {
    const block = fit.components
      .flatMap(({ exact }) => exact)
      .find((block) => block?.arms.includes(a) && block.arms.includes(b));
    if (!block) return undetermined('one arm never lost to the other, or nothing links them');
    const fewest = Math.min(...[a, b].flatMap((arm) => [at(tallies.won, arm), at(tallies.lost, arm)]));
    if (fewest < fewestOfArm)
      return undetermined(`an arm has ${fewest} votes won or lost: shown from ${fewestOfArm} of each on`);
    const own = votes.get(block) ?? votesOf(block, cells);
    votes.set(block, own);
    return anytimeDifference(block, own, [block.arms.indexOf(a), block.arms.indexOf(b)], level);
  };
}

const undetermined = (reason: string): Interval => ({ kind: 'undetermined', reason });

function tallyArms({ arms, a, b, winsA, winsB }: PairTable) {
  const tallies = { won: new Float64Array(arms), lost: new Float64Array(arms) };
  for (let pair = 0; pair < a.length; pair++) {
    add(tallies.won, entry(a, pair), at(winsA, pair));
    add(tallies.won, entry(b, pair), at(winsB, pair));
    add(tallies.lost, entry(a, pair), at(winsB, pair));
    add(tallies.lost, entry(b, pair), at(winsA, pair));
  }
  return tallies;
}

const entry = (column: Int32Array, row: number): number => column[row] ?? 0;

/** The votes among a block's arms, as columns. */
interface BlockVotes {
  /** Places in the block. */
  first: Int32Array;
  second: Int32Array;
  /** Count × (outcome − p), and count × p (1 − p). */
  residual: Float64Array;
  information: Float64Array;
  rater: DenseIds;
  image: DenseIds;
  /** Rater × image. */
  cell: DenseIds;
}

function votesOf({ arms, theta }: FittedBlock, cells: VoteCells): BlockVotes {
  const places = new Map(arms.map((arm, place) => [arm, place]));
  const place = (column: Int32Array, row: number) => places.get(entry(column, row)) ?? -1;
  const rows = Int32Array.from(cells.count.keys()).filter(
    (row) => at(cells.count, row) > 0 && place(cells.a, row) >= 0 && place(cells.b, row) >= 0,
  );
  const first = rows.map((row) => place(cells.a, row));
  const second = rows.map((row) => place(cells.b, row));
  const chance = Float64Array.from(rows, (_, index) =>
    winProbability(at(theta, entry(first, index)) - at(theta, entry(second, index))),
  );
  const rater = denseIds(rows.map((row) => entry(cells.rater, row)));
  const image = denseIds(rows.map((row) => entry(cells.image, row)));
  return {
    first,
    second,
    residual: chance.map(
      (p, index) => at(cells.count, entry(rows, index)) * (at(cells.outcome, entry(rows, index)) - p),
    ),
    information: chance.map((p, index) => at(cells.count, entry(rows, index)) * p * (1 - p)),
    rater,
    image,
    cell: cellIds(orderByCell(rater, image), rater, image),
  };
}

function anytimeDifference(
  { arms, theta, inverse }: FittedBlock,
  votes: BlockVotes,
  [i, j]: readonly [number, number],
  level: number,
): Interval {
  const size = arms.length;
  const contrast = theta.map((_, place) => at(inverse, place * size + i) - at(inverse, place * size + j));
  const score = new Float64Array(votes.residual.length);
  const leverage = new Float64Array(votes.residual.length);
  for (let row = 0; row < score.length; row++) {
    const reach = at(contrast, entry(votes.first, row)) - at(contrast, entry(votes.second, row));
    score[row] = at(votes.residual, row) * reach;
    leverage[row] = at(votes.information, row) * reach ** 2;
  }
  const whole = leverage.reduce((sum, own) => sum + own, 0);
  const [rater, image, cell] = [votes.rater, votes.image, votes.cell].map((clusters) => ({
    clusters: clusters.size,
    squares: sumOfSquares(clusters, score),
    effective: whole ** 2 / sumOfSquares(clusters, leverage),
  })) as [ClusteredScores, ClusteredScores, ClusteredScores];
  if (!(Math.min(rater.effective, image.effective) >= anytimeStart.clusters))
    return undetermined(tooFewClusters(rater, image));
  const corrected = ({ squares }: ClusteredScores, clusters: number) => (squares * clusters) / (clusters - 1);
  const byRater = corrected(rater, rater.effective);
  const byImage = corrected(image, image.effective);
  const model = contrastVariance(inverse, size, i, j);
  const variance = Math.max(byRater + byImage - corrected(cell, cell.clusters), byRater, byImage, model);
  const difference = at(theta, i) - at(theta, j);
  const p = expit(difference);
  const critical = anytimeCritical(
    1 / (model * p * (1 - p)),
    Math.min(rater.effective, image.effective) - 1,
    level,
  );
  if (critical === null) return undetermined(tooFewClusters(rater, image));
  const reach = critical * Math.sqrt(variance);
  return {
    kind: 'two-sided',
    low: (difference - reach) * eloPerLogOdds,
    high: (difference + reach) * eloPerLogOdds,
  };
}

interface ClusteredScores {
  clusters: number;
  /** Sum of the squares of the clusters' scores. */
  squares: number;
  /** As many clusters of equal leverage weigh as much. */
  effective: number;
}

function sumOfSquares({ ids, size }: DenseIds, values: Float64Array): number {
  const sums = new Float64Array(size);
  for (let row = 0; row < values.length; row++) add(sums, entry(ids, row), at(values, row));
  return sums.reduce((sum, own) => sum + own ** 2, 0);
}

import { clusterScores, countClusters, type ShareSums, type VoteColumns } from './clustered-share.ts';
import { denseIds, type DenseIds } from './clusters.ts';
import type { VoteCorrelations } from './vote-correlations.ts';

/** Estimates beyond are taken to be it: more alike, votes are hardly votes. */
const most = 0.9;

/**
 * How alike votes of one rater are, and on one image, as a pilot shows: variances of which the expected squares of clusters' scores
 * are sums, solved for; unbiased before they are cut to 0–0.9. Of images next to nothing is known unless each is seen several
 * times, of raters little from fewer than 12.
 *
 * @returns `null` where a rater sees an image twice, all votes go one way, or the votes do not tell the two apart
 */
export function pilotCorrelations(columns: VoteColumns, sums: ShareSums): VoteCorrelations | null {
  const { votes: n, won, byRater, byImage, byCell } = sums;
  if (byCell.clusters !== n || won === 0 || won === n) return null;
  const rater = denseIds(columns.rater);
  const image = denseIds(columns.image);
  const share = won / n;
  const ofRater = expectedSquares(rater, image, columns);
  const ofImage = expectedSquares(image, rater, columns);
  /** Over all pairs of votes, a vote with itself too: what the mean takes off. */
  const total = [n, ofRater.pairs, ofImage.pairs] as const;
  /** The expected sum of squared scores, by the variance of votes and the parts of it that are raters' and images'. */
  const row = ({ squares, cubes, across, pairs: own }: typeof ofRater, isRater: boolean): Row => [
    n - (2 / n) * squares + (squares / n ** 2) * total[0],
    (isRater ? own : 0) - (2 / n) * (isRater ? cubes : across) + (squares / n ** 2) * total[1],
    (isRater ? 0 : own) - (2 / n) * (isRater ? across : cubes) + (squares / n ** 2) * total[2],
  ];
  const rows: [Row, Row, Row] = [
    row(ofRater, true),
    row(ofImage, false),
    [n - total[0] / n, -total[1] / n, -total[2] / n],
  ];
  const found: Row = [
    clusterScores(byRater, share),
    clusterScores(byImage, share),
    clusterScores(byCell, share),
  ];
  const whole = determinant(rows);
  const part = (column: number) =>
    determinant(rows.map((own, index) => own.with(column, found[index] ?? NaN)) as [Row, Row, Row]) / whole;
  const variance = part(0);
  const correlation = (column: number) => Math.min(most, Math.max(0, part(column) / variance));
  return Number.isFinite(part(1) / variance) && variance > 0
    ? { rater: correlation(1), image: correlation(2) }
    : null;
}

type Row = number[];

/** Sums over clusters of g votes each: of g (g − 1), g², g² (g − 1), and g times the other votes that its votes meet the other way. */
function expectedSquares(own: DenseIds, other: DenseIds, columns: VoteColumns) {
  const sizes = countClusters(own, columns).n;
  const otherSizes = countClusters(other, columns).n;
  const sums = { pairs: 0, squares: 0, cubes: 0, across: 0 };
  for (const g of sizes) {
    sums.pairs += g * (g - 1);
    sums.squares += g ** 2;
    sums.cubes += g ** 2 * (g - 1);
  }
  for (let vote = 0; vote < own.ids.length; vote++)
    sums.across += (sizes[own.ids[vote] ?? 0] ?? 0) * ((otherSizes[other.ids[vote] ?? 0] ?? 0) - 1);
  return sums;
}

function determinant([[a = 0, b = 0, c = 0], [d = 0, e = 0, f = 0], [g = 0, h = 0, i = 0]]: [
  Row,
  Row,
  Row,
]): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

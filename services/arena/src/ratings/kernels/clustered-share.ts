import { clusteredShare, sumClusters, type ClusteredShare } from '@fakexplain/statistics/clustered-share';
import { at } from '@fakexplain/statistics/linear-algebra';
import { type VoteCells } from './pair-count.ts';

/**
 * The two-way clustered interval of the share of votes won by the lower-numbered arm of a pair.
 *
 * @param cells votes of one pair without neutral ones
 */
export function clusteredShareOfCells(cells: VoteCells, level = 0.95): ClusteredShare | null {
  const byRater = new Map<string, Cluster>();
  const byImage = new Map<string, Cluster>();
  const byCell = new Map<string, Cluster>();
  const total: Cluster = { won: 0, votes: 0 };
  for (const [row, count] of cells.count.entries()) {
    const outcome = at(cells.outcome, row);
    const isFirst = (cells.a[row] as number) < (cells.b[row] as number);
    const won = count * (isFirst ? outcome : 1 - outcome);
    for (const cluster of [
      total,
      clusterOf(byRater, `${cells.rater[row]}`),
      clusterOf(byImage, `${cells.image[row]}`),
      clusterOf(byCell, `${cells.rater[row]} ${cells.image[row]}`),
    ]) {
      cluster.won += won;
      cluster.votes += count;
    }
  }
  return clusteredShare(
    {
      ...total,
      byRater: sumClusters(byRater.values()),
      byImage: sumClusters(byImage.values()),
      byCell: sumClusters(byCell.values()),
    },
    level,
  );
}

interface Cluster {
  won: number;
  votes: number;
}

function clusterOf(clusters: Map<string, Cluster>, key: string): Cluster {
  const known = clusters.get(key);
  if (known) return known;
  const made = { won: 0, votes: 0 };
  clusters.set(key, made);
  return made;
}

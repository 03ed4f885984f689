import type { metrics } from '@fakexplain/contract';
import { regularVote, voteChoices, voteKinds, type UnpackedVotes } from '@fakexplain/database/packed-votes';
import type { ClusterSums } from '@fakexplain/statistics/clustered-share';

const left = voteChoices.indexOf('left');
const right = voteChoices.indexOf('right');
const checkLeft = voteKinds.indexOf('check-left');
const checkRight = voteKinds.indexOf('check-right');

/** What is wrong with what an arm shows on an image: the image's position, the arm's, and the fault. */
export type FaultyExplanation = readonly [image: number, arm: number, fault: metrics.Fault];

/** Votes on what an arm showed with one fault, and what the clustered interval needs of them. */
export interface FaultyCount {
  arm: number;
  fault: metrics.Fault;
  won: number;
  votes: number;
  byRater: ClusterSums;
  byImage: ClusterSums;
  byCell: ClusterSums;
  /** By image that has a vote: its position, votes won and cast. */
  images: { image: number; won: number; votes: number }[];
}

/**
 * Counts votes on wrong explanations by arm and fault. Current votes that prefer a side count: regular ones for whatever was
 * wrong with either side, checks for the side with another image's explanation. A rater sees an image once, so that a rater and an
 * image are one vote.
 */
export function countFaulty(votes: UnpackedVotes, faulty: readonly FaultyExplanation[]): FaultyCount[] {
  const tallies = new Map<string, Tally>();
  const tallyOf = (arm: number, fault: metrics.Fault): Tally => {
    const key = `${arm} ${fault}`;
    const known = tallies.get(key) ?? newTally(arm, fault);
    tallies.set(key, known);
    return known;
  };
  const wrong = new Map<number, Tally[]>();
  for (const [image, arm, fault] of faulty) {
    const place = placeOf(image, arm);
    wrong.set(place, [...(wrong.get(place) ?? []), tallyOf(arm, fault)]);
  }
  const { kind, choice, rater, image } = votes;
  for (let row = 0; row < kind.length; row += 1) {
    const code = choice[row] ?? 0;
    if (code !== left && code !== right) continue;
    const [own, on] = [rater[row] ?? 0, image[row] ?? 0];
    const [onLeft, onRight] = [votes.left[row] ?? 0, votes.right[row] ?? 0];
    if (kind[row] === regularVote) {
      for (const tally of wrong.get(placeOf(on, onLeft)) ?? []) add(tally, own, on, code === left);
      for (const tally of wrong.get(placeOf(on, onRight)) ?? []) add(tally, own, on, code === right);
    } else if (kind[row] === checkLeft) add(tallyOf(onRight, 'failed_check'), own, on, code === right);
    else if (kind[row] === checkRight) add(tallyOf(onLeft, 'failed_check'), own, on, code === left);
  }
  return [...tallies.values()]
    .filter((tally) => tally.votes > 0)
    .map(countOf)
    .toSorted((x, y) => x.arm - y.arm || (x.fault < y.fault ? 1 : -1));
}

/** Arms have 14 bits. */
const placeOf = (image: number, arm: number) => image * 2 ** 14 + arm;

interface Cluster {
  won: number;
  votes: number;
}

interface Tally extends Cluster {
  arm: number;
  fault: metrics.Fault;
  byRater: Map<number, Cluster>;
  byImage: Map<number, Cluster>;
}

const newTally = (arm: number, fault: metrics.Fault): Tally => ({
  arm,
  fault,
  won: 0,
  votes: 0,
  byRater: new Map(),
  byImage: new Map(),
});

function add(tally: Tally, rater: number, image: number, isWon: boolean): void {
  for (const cluster of [tally, clusterOf(tally.byRater, rater), clusterOf(tally.byImage, image)]) {
    cluster.votes += 1;
    if (isWon) cluster.won += 1;
  }
}

function clusterOf(clusters: Map<number, Cluster>, key: number): Cluster {
  let cluster = clusters.get(key);
  if (!cluster) clusters.set(key, (cluster = { won: 0, votes: 0 }));
  return cluster;
}

function countOf({ arm, fault, won, votes, byRater, byImage }: Tally): FaultyCount {
  return {
    arm,
    fault,
    won,
    votes,
    byRater: sumsOf(byRater.values()),
    byImage: sumsOf(byImage.values()),
    byCell: { clusters: votes, kk: won, kn: won, nn: votes },
    images: [...byImage].map(([image, cluster]) => ({ image, ...cluster })),
  };
}

function sumsOf(clusters: Iterable<Cluster>): ClusterSums {
  const sums = { clusters: 0, kk: 0, kn: 0, nn: 0 };
  for (const { won, votes } of clusters) {
    sums.clusters += 1;
    sums.kk += won * won;
    sums.kn += won * votes;
    sums.nn += votes * votes;
  }
  return sums;
}

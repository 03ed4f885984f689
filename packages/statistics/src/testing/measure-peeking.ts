import { anytimeShare } from '../anytime-share.ts';
import { clusteredShare, type ClusterSums, type ShareSums, type SidedShareSums } from '../clustered-share.ts';
import { uniformSource } from '../random.ts';
import { studentTail } from '../student-tail.ts';
import { voteSource, type SimulatedStudy } from './simulate-votes.ts';

export interface PeekedStudy extends SimulatedStudy {
  /** Whether raters vote in turns, or one after another. */
  interleaved: boolean;
}

/** Of simulated studies: in how many an interval left out the truth at any look. */
export interface EverWrong {
  anytime: number;
  /** The 95% interval for one look, at the same looks: what is compared with. */
  fixed: number;
}

const firstLook = 30;

/** Looks after every vote from the 30th on. */
export function measurePeeking(study: PeekedStudy, studies: number, seed: number): EverWrong {
  const draw = voteSource(study, seed);
  const uniform = uniformSource(seed, 1);
  const wrong = { anytime: 0, fixed: 0 };
  for (let index = 0; index < studies; index++) {
    const { rater, image, won } = draw();
    const order = Array.from(won, (_, row) => row);
    if (study.interleaved) shuffle(order, uniform);
    const votes = growingVotes(study);
    let [anytime, fixed] = [false, false];
    for (const row of order) {
      votes.add(rater[row] ?? 0, image[row] ?? 0, won[row] ?? 0);
      if (votes.sums.votes < firstLook || (anytime && fixed)) continue;
      anytime ||= leavesOut(votes.sums, study.truth);
      fixed ||= isRejected(votes.sums, study.truth);
    }
    wrong.anytime += Number(anytime);
    wrong.fixed += Number(fixed);
  }
  return wrong;
}

function leavesOut(sums: SidedShareSums, truth: number): boolean {
  const interval = anytimeShare(sums);
  return interval.kind === 'two-sided' && (interval.low > truth || interval.high < truth);
}

/** By the test that `shareInterval` turns round: its quantile takes too long to be had after every vote. */
function isRejected(sums: ShareSums, truth: number): boolean {
  const estimate = clusteredShare(sums);
  if (estimate.kind !== 'two-sided') return false;
  const t = (estimate.logOdds - Math.log(truth / (1 - truth))) / estimate.standardError;
  return studentTail(Math.abs(t), estimate.degreesOfFreedom) < 0.025;
}

/** Sums of votes as they come, kept up to date in constant time; no rater sees an image twice. */
function growingVotes({ raters, images }: SimulatedStudy) {
  const none = (): ClusterSums => ({ clusters: 0, kk: 0, kn: 0, nn: 0 });
  const sums: SidedShareSums = {
    votes: 0,
    won: 0,
    byRater: none(),
    byImage: none(),
    byCell: none(),
    ratersFor: 0,
    ratersAgainst: 0,
  };
  const ofRater = { k: new Int32Array(raters), n: new Int32Array(raters) };
  const ofImage = { k: new Int32Array(images), n: new Int32Array(images) };
  const count = (all: ClusterSums, { k, n }: typeof ofRater, id: number, won: number) => {
    const [own, cast] = [k[id] ?? 0, n[id] ?? 0];
    if (cast === 0) all.clusters += 1;
    all.kk += won * (2 * own + 1);
    all.kn += own + won * (cast + 1);
    all.nn += 2 * cast + 1;
    k[id] = own + won;
    n[id] = cast + 1;
  };
  return {
    sums,
    add(rater: number, image: number, won: number) {
      const [own, cast] = [ofRater.k[rater] ?? 0, ofRater.n[rater] ?? 0];
      if (won === 1 && own === 0) sums.ratersFor += 1;
      if (won === 0 && own === cast) sums.ratersAgainst += 1;
      sums.votes += 1;
      sums.won += won;
      count(sums.byRater, ofRater, rater, won);
      count(sums.byImage, ofImage, image, won);
      sums.byCell = { clusters: sums.votes, kk: sums.won, kn: sums.won, nn: sums.votes };
    },
  };
}

function shuffle(order: number[], uniform: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const place = Math.floor(uniform() * (last + 1));
    const moved = order[place] ?? 0;
    order[place] = order[last] ?? 0;
    order[last] = moved;
  }
}

import type { arena } from '@fakexplain/contract';
import {
  regularVote,
  repeatedVote,
  voteChoices,
  voteKinds,
  type UnpackedVotes,
} from '@fakexplain/database/packed-votes';
import { alphaInterval, gwetAc1, krippendorffAlpha, rawAgreement } from '@fakexplain/statistics/agreement';
import { binomialTest } from '@fakexplain/statistics/binomial';
import { exactShare } from './exact-share.ts';
import { largest } from './rows.ts';

const level = 0.95;
/** Fewest non-neutral votes for which a rater's side is looked at. */
const fewestForSide = 10;

const left = voteChoices.indexOf('left');
const right = voteChoices.indexOf('right');
const tie = voteChoices.indexOf('tie');
const checkLeft = voteKinds.indexOf('check-left');
const checkRight = voteKinds.indexOf('check-right');

/** The report from a study's current votes; pure. */
export function quality(votes: UnpackedVotes, seed: number): arena.Quality {
  const units = answersByUnit(votes);
  const shared = units.filter((unit) => unit.reduce((sum, count) => sum + count, 0) >= 2);
  const alpha = alphaInterval(shared, { level, resamples: 200, seed });
  const { same, repeats } = repeated(votes);
  const { passed, checks } = checked(votes);
  return {
    selfAgreement: exactShare(same, repeats),
    checksPassed: exactShare(passed, checks),
    betweenRaters: {
      units: shared.length,
      raw: rawAgreement(shared),
      krippendorffAlpha: krippendorffAlpha(shared),
      krippendorffInterval: alpha
        ? { kind: 'two-sided', low: alpha.low, high: alpha.high }
        : { kind: 'undetermined', reason: 'too few pairs of answers, or all the same' },
      gwetAc1: gwetAc1(units),
    },
    oneSidedRaters: oneSided(votes),
  };
}

/** What a vote preferred, whichever side it stood on: an arm's position, or −1 for a tie and −2 for neither. */
function preferred(votes: UnpackedVotes, row: number): number {
  const choice = votes.choice[row];
  if (choice === left) return votes.left[row] ?? 0;
  if (choice === right) return votes.right[row] ?? 0;
  return choice === tie ? -1 : -2;
}

/**
 * Answers to regular ballots of each unit, one image with one pair of arms, as counts: first arm, second arm, tie, neither. In
 * order of image and pair, so that resamples are those of the state and not of the order in which it came about.
 */
function answersByUnit(votes: UnpackedVotes): number[][] {
  const { kind, image, left: onLeft, right: onRight, choice } = votes;
  const arms = Math.max(largest(onLeft), largest(onRight)) + 1;
  const images = largest(image) + 1;
  // As many images at a time as a table of all pairs has room for.
  const atOnce = Math.max(1, Math.floor(mostCounts / (arms * arms * 4)));
  const units: number[][] = [];
  for (let from = 0; from < images; from += atOnce) {
    const counts = new Int32Array(Math.min(atOnce, images - from) * arms * arms * 4);
    for (let row = 0; row < kind.length; row += 1) {
      const place = (image[row] ?? 0) - from;
      if (kind[row] !== regularVote || place < 0 || place >= atOnce) continue;
      const x = onLeft[row] ?? 0;
      const y = onRight[row] ?? 0;
      const code = choice[row] ?? 0;
      const pair = (place * arms + (x < y ? x : y)) * arms + (x < y ? y : x);
      // A side's arm is the pair's first where it is the lower one.
      const answer = pair * 4 + (code === left ? Number(x > y) : code === right ? Number(x < y) : code);
      counts[answer] = (counts[answer] ?? 0) + 1;
    }
    for (let first = 0; first < counts.length; first += 4) {
      const [a = 0, b = 0, ties = 0, neither = 0] = [
        counts[first],
        counts[first + 1],
        counts[first + 2],
        counts[first + 3],
      ];
      if (a + b + ties + neither > 0) units.push([a, b, ties, neither]);
    }
  }
  return units;
}

/** Counts in a table, 16 MB. */
const mostCounts = 4 * 1024 ** 2;

/** Of repeats, those that prefer what the same rater's first answer on the image did. */
function repeated(votes: UnpackedVotes): { same: number; repeats: number } {
  const { rater, image, kind } = votes;
  const images = largest(image) + 1;
  // By image: who was asked about it again last, and what they preferred then.
  const [asked, later] = [new Int32Array(images).fill(-1), new Int32Array(images)];
  let [same, repeats] = [0, 0];
  for (let from = 0, to = 0; from < kind.length; from = to) {
    const own = rater[from] ?? 0;
    let anyRepeat = false;
    for (; to < kind.length && rater[to] === own; to += 1) {
      if (kind[to] !== repeatedVote) continue;
      anyRepeat = true;
      asked[image[to] ?? 0] = own;
      later[image[to] ?? 0] = preferred(votes, to);
    }
    if (!anyRepeat) continue;
    for (let row = from; row < to; row += 1) {
      if (kind[row] === repeatedVote || asked[image[row] ?? 0] !== own) continue;
      repeats += 1;
      if (later[image[row] ?? 0] === preferred(votes, row)) same += 1;
    }
  }
  return { same, repeats };
}

function checked({ kind, choice }: UnpackedVotes): { passed: number; checks: number } {
  let [passed, checks] = [0, 0];
  for (let row = 0; row < kind.length; row += 1) {
    if (kind[row] !== checkLeft && kind[row] !== checkRight) continue;
    checks += 1;
    if (choice[row] === (kind[row] === checkLeft ? left : right)) passed += 1;
  }
  return { passed, checks };
}

/** Holm's procedure over the raters' exact tests at 5%. */
function oneSided({ rater, kind, choice }: UnpackedVotes): { k: number; n: number } {
  const raters = (rater.at(-1) ?? -1) + 1;
  const [forLeft, forRight] = [new Uint32Array(raters), new Uint32Array(raters)];
  for (let row = 0; row < rater.length; row += 1) {
    if (kind[row] !== regularVote) continue;
    const own = rater[row] ?? 0;
    if (choice[row] === left) forLeft[own] = (forLeft[own] ?? 0) + 1;
    if (choice[row] === right) forRight[own] = (forRight[own] ?? 0) + 1;
  }
  const test = pValues();
  const sorted = [...forLeft.keys()]
    .map((own) => test(forLeft[own] ?? 0, forRight[own] ?? 0))
    .filter((p) => p !== null)
    .toSorted((x, y) => x - y);
  const accepted = sorted.findIndex((p, index) => p > 0.05 / (sorted.length - index));
  return { k: accepted < 0 ? sorted.length : accepted, n: sorted.length };
}

/** p-values of raters' sides, each computed once: thousands of raters share few pairs of counts. */
function pValues() {
  const known = new Map<string, number>();
  return (toLeft: number, toRight: number): number | null => {
    if (toLeft + toRight < fewestForSide) return null;
    const key = `${Math.min(toLeft, toRight)} ${Math.max(toLeft, toRight)}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const pValue = binomialTest(toLeft, toLeft + toRight);
    known.set(key, pValue);
    return pValue;
  };
}

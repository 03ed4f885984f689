import type { arena } from '@fakexplain/contract';
import {
  regularVote,
  repeatedVote,
  voteChoices,
  voteKinds,
  type UnpackedVotes,
} from '@fakexplain/database/packed-votes';
import { alphaInterval, gwetAc1, krippendorffAlpha, rawAgreement } from '@fakexplain/statistics/agreement';
import { exactShare } from './exact-share.ts';
import { sideBias } from './kernels/side-bias.ts';

const level = 0.95;
/** Fewest non-neutral votes for which a rater's side is looked at. */
const fewestForSide = 10;

const left = voteChoices.indexOf('left');
const right = voteChoices.indexOf('right');
const tie = voteChoices.indexOf('tie');

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
      gwetAc1: gwetAc1(shared),
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
  const units = new Map<number, number[]>();
  for (const [row, kind] of votes.kind.entries()) {
    if (kind !== regularVote) continue;
    const a = Math.min(votes.left[row] ?? 0, votes.right[row] ?? 0);
    const b = Math.max(votes.left[row] ?? 0, votes.right[row] ?? 0);
    // Arms have 14 bits each, an image at most 25 in practice: together no more than a number holds exactly.
    const key = ((votes.image[row] ?? 0) * 2 ** 14 + a) * 2 ** 14 + b;
    let unit = units.get(key);
    if (!unit) units.set(key, (unit = [0, 0, 0, 0]));
    const arm = preferred(votes, row);
    const category = arm === a ? 0 : arm === b ? 1 : arm === -1 ? 2 : 3;
    unit[category] = (unit[category] ?? 0) + 1;
  }
  return [...units].toSorted(([x], [y]) => x - y).map(([, unit]) => unit);
}

/** Of repeats, those that prefer what the same rater's first answer on the image did. */
function repeated(votes: UnpackedVotes): { same: number; repeats: number } {
  const rows = [...votes.kind.keys()].filter((row) => votes.kind[row] === repeatedVote);
  const key = (row: number) => (votes.rater[row] ?? 0) * 2 ** 32 + (votes.image[row] ?? 0);
  const wanted = new Set(rows.map(key));
  const first = new Map<number, number>();
  if (rows.length > 0)
    for (const [row, kind] of votes.kind.entries())
      if (kind !== repeatedVote && wanted.has(key(row))) first.set(key(row), preferred(votes, row));
  const found = rows.filter((row) => first.has(key(row)));
  return {
    same: found.filter((row) => first.get(key(row)) === preferred(votes, row)).length,
    repeats: found.length,
  };
}

function checked({ kind, choice }: UnpackedVotes): { passed: number; checks: number } {
  const sound = new Map([
    [voteKinds.indexOf('check-left'), left],
    [voteKinds.indexOf('check-right'), right],
  ]);
  let [passed, checks] = [0, 0];
  for (const [row, code] of kind.entries()) {
    const side = sound.get(code);
    if (side === undefined) continue;
    checks += 1;
    if (choice[row] === side) passed += 1;
  }
  return { passed, checks };
}

/** Holm's procedure over the raters' exact tests at 5%. */
function oneSided({ rater, kind, choice }: UnpackedVotes): { k: number; n: number } {
  const raters = (rater.at(-1) ?? -1) + 1;
  const [forLeft, forRight] = [new Uint32Array(raters), new Uint32Array(raters)];
  for (const [row, own] of rater.entries()) {
    if (kind[row] !== regularVote) continue;
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
  const known = new Map<string, number | null>();
  return (toLeft: number, toRight: number): number | null => {
    if (toLeft + toRight < fewestForSide) return null;
    const key = `${Math.min(toLeft, toRight)} ${Math.max(toLeft, toRight)}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const { pValue } = sideBias(toLeft, toRight, level);
    known.set(key, pValue);
    return pValue;
  };
}

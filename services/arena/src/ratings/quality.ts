import type { arena } from '@fakexplain/contract';
import {
  agreementInterval,
  gwetAc1,
  krippendorffAlpha,
  rawAgreement,
} from '@fakexplain/statistics/agreement';
import { exactShare } from './exact-share.ts';
import { sideBias } from './kernels/side-bias.ts';

const choices = ['left', 'right', 'tie', 'neither'] as const;
export type Choice = (typeof choices)[number];

/** A current vote of any kind of ballot. */
export interface QualityVote {
  ballot: string;
  kind: 'regular' | 'repeat' | 'check';
  rater: string;
  image: number;
  leftArm: number;
  rightArm: number;
  choice: Choice;
  repeatOf: string | null;
  soundSide: Choice | null;
}

const level = 0.95;
/** Fewest non-neutral votes for which a rater's side is looked at. */
const fewestForSide = 10;

/** The report from a study's current votes; pure. */
export function quality(votes: readonly QualityVote[], seed: number): arena.Quality {
  const byBallot = new Map(votes.map((vote) => [vote.ballot, vote]));
  const repeats = votes.flatMap((vote) => {
    const first = vote.repeatOf === null ? undefined : byBallot.get(vote.repeatOf);
    return vote.kind === 'repeat' && first ? [preferred(vote) === preferred(first)] : [];
  });
  const checks = votes.filter(({ kind }) => kind === 'check');
  const regular = votes.filter(({ kind }) => kind === 'regular');
  const units = [...Map.groupBy(regular, unitOf).values()].map(answers);
  const shared = units.filter((unit) => unit.reduce((sum, count) => sum + count, 0) >= 2);
  const alpha = agreementInterval(shared, krippendorffAlpha, { level, resamples: 200, seed });
  return {
    selfAgreement: exactShare(repeats.filter(Boolean).length, repeats.length),
    checksPassed: exactShare(
      checks.filter(({ choice, soundSide }) => choice === soundSide).length,
      checks.length,
    ),
    betweenRaters: {
      units: shared.length,
      raw: rawAgreement(shared),
      krippendorffAlpha: krippendorffAlpha(shared),
      krippendorffInterval: alpha
        ? { kind: 'two-sided', low: alpha.low, high: alpha.high }
        : { kind: 'undetermined', reason: 'too few pairs of answers, or all the same' },
      gwetAc1: gwetAc1(units),
    },
    oneSidedRaters: oneSided(regular),
  };
}

const preferred = ({ choice, leftArm, rightArm }: QualityVote) =>
  choice === 'left' ? leftArm : choice === 'right' ? rightArm : choice;

const unitOf = ({ image, leftArm, rightArm }: QualityVote) =>
  `${image} ${Math.min(leftArm, rightArm)} ${Math.max(leftArm, rightArm)}`;

/** Answers of one unit as counts: first arm, second arm, tie, neither. */
function answers(votes: readonly QualityVote[]): number[] {
  const counts = [0, 0, 0, 0];
  for (const vote of votes) {
    const arm = preferred(vote);
    const first = Math.min(vote.leftArm, vote.rightArm);
    const category = arm === 'tie' ? 2 : arm === 'neither' ? 3 : arm === first ? 0 : 1;
    counts[category] = (counts[category] ?? 0) + 1;
  }
  return counts;
}

/** Holm's procedure over the raters' exact tests at 5%. */
function oneSided(votes: readonly QualityVote[]): { k: number; n: number } {
  const pValues = [...Map.groupBy(votes, ({ rater }) => rater).values()]
    .map((own) => {
      const left = own.filter(({ choice }) => choice === 'left').length;
      const right = own.filter(({ choice }) => choice === 'right').length;
      return left + right < fewestForSide ? null : sideBias(left, right, level).pValue;
    })
    .filter((p) => p !== null)
    .toSorted((x, y) => x - y);
  const accepted = pValues.findIndex((p, index) => p > 0.05 / (pValues.length - index));
  return { k: accepted < 0 ? pValues.length : accepted, n: pValues.length };
}

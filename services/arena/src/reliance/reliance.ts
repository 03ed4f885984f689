import type { arena } from '@fakexplain/contract';
import { voteVerdicts } from '@fakexplain/database/packed-votes';
import { clusteredMean } from '@fakexplain/statistics/clustered-mean';
import { clusteredShare, shareInterval, sumVotes } from '@fakexplain/statistics/clustered-share';
import { countDistinct, rowsWhere } from '../ratings/rows.ts';

/** Answered ballots that show an arm, as columns of equal length; verdicts are indexes into `voteVerdicts`. */
export interface Judgements {
  rater: Int32Array;
  image: Int32Array;
  /** What the image is, `real` or `generated`. */
  label: Uint8Array;
  /** What the rater takes it for before and after the explanations are shown. */
  before: Uint8Array;
  after: Uint8Array;
  /** What the arm's explanation takes it for; 0 where it has no readable verdict. */
  verdict: Uint8Array;
}

const level = 0.95;
/** No verdict: where nothing could be read. */
const unreadable = voteVerdicts.indexOf(undefined);

/**
 * How raters rely on an arm's verdicts. A rater is right whose verdict is the image's label; “cannot tell” is not right.
 *
 * - gain: the share of ballots whose rater is right after, less the share right before, over all ballots;
 * - over-reliance: of those right before where the arm's verdict is wrong, the share that end with that wrong verdict;
 * - under-reliance: of those not right before where the arm's verdict is right, the share that end not right.
 *
 * Over-reliance is 1 − relative self-reliance, and under-reliance 1 − relative AI reliance, of Schemmer et al. (2023),
 * "Appropriate Reliance on AI Advice: Conceptualization and the Effect of Explanations", IUI; but for who ends with “cannot tell”, which
 * their two-valued decisions do not have: it is no over-reliance, since the arm's verdict is not followed, and it is under-reliance.
 * Vasconcelos et al. (2023), "Explanations Can Reduce Overreliance on AI Systems During Decision-Making", CSCW, count agreement with wrong
 * advice over all decisions; here those are left out in which the rater was wrong before, and so agreed without relying.
 */
export function reliance(judgements: Judgements): arena.Reliance {
  const { rater, image, label, before, after, verdict } = judgements;
  const n = rater.length;
  const rows = (isWanted: (row: number) => boolean) => rowsWhere(n, isWanted);
  const rightBefore = (row: number) => before[row] === label[row];
  const rightAfter = (row: number) => after[row] === label[row];
  const all = rows(() => true);
  const misled = rows((row) => isWrong(verdict[row], label[row]) && rightBefore(row));
  const helped = rows((row) => verdict[row] === label[row] && !rightBefore(row));
  const gain = clusteredMean(
    { rater, image, value: Int8Array.from(all, (row) => Number(rightAfter(row)) - Number(rightBefore(row))) },
    { least: -1, greatest: 1 },
    level,
  );
  return {
    ballots: n,
    raters: countDistinct(rater),
    images: countDistinct(image),
    unreadable: rows((row) => verdict[row] === unreadable).length,
    before: shareAmong(judgements, all, rightBefore),
    after: shareAmong(judgements, all, rightAfter),
    gain: { n: gain.n, gain: gain.mean, interval: gain.interval },
    overReliance: shareAmong(judgements, misled, (row) => after[row] === verdict[row]),
    underReliance: shareAmong(judgements, helped, (row) => !rightAfter(row)),
  };
}

const isWrong = (verdict: number | undefined, label: number | undefined) =>
  verdict !== unreadable && verdict !== label;

function shareAmong(
  { rater, image }: Judgements,
  rows: Int32Array,
  counts: (row: number) => boolean,
): arena.Reliance['before'] {
  const won = Uint8Array.from(rows, (row) => Number(counts(row)));
  const estimate = clusteredShare(
    sumVotes({
      rater: rows.map((row) => rater[row] ?? 0),
      image: rows.map((row) => image[row] ?? 0),
      votes: new Uint8Array(rows.length).fill(1),
      won,
    }),
  );
  const k = won.reduce((sum, one) => sum + one, 0);
  const n = rows.length;
  if (n === 0)
    return { n, k, share: null, interval: { kind: 'undetermined', reason: 'there is no such ballot' } };
  return { n, k, share: k / n, interval: shareInterval(estimate, level) };
}

import type { arena } from '@fakexplain/contract';
import {
  regularVote,
  voteVerdicts,
  type UnpackedExtras,
  type UnpackedVotes,
} from '@fakexplain/database/packed-votes';
import type { Verdict } from '@fakexplain/explanation';
import type { RatedArm } from '../ratings/rated-study.ts';
import { rowsWhere } from '../ratings/rows.ts';
import { reliance, type Judgements } from './reliance.ts';

/** Changes whenever a change of method could change a number. */
const method = 'reliance-clustered/1';

/** What images are and what arms say of them: places of images and arms in the study. */
export interface StudyVerdicts {
  labels: readonly { image: number; label: Verdict }[];
  verdicts: readonly { image: number; arm: number; verdict: Verdict }[];
}

/** The report of all arms, from current votes. Regular ballots count, with a verdict before and after. */
export function reportReliance(
  arms: readonly RatedArm[],
  votes: UnpackedVotes,
  { before, after }: UnpackedExtras,
  said: StudyVerdicts,
): arena.RelianceReport {
  const { label, verdict } = tablesOf(arms.length, said);
  const of = (row: number, arm: number) => verdict[(votes.image[row] ?? 0) * arms.length + arm] ?? 0;
  const rows = rowsWhere(
    votes.kind.length,
    (row) => votes.kind[row] === regularVote && before[row] !== 0 && after[row] !== 0,
  );
  const byArm = groupByArm(arms.length, rows, votes);
  const judgements = (chosen: Int32Array, arm: number): Judgements => ({
    rater: chosen.map((row) => votes.rater[row] ?? 0),
    image: chosen.map((row) => votes.image[row] ?? 0),
    label: Uint8Array.from(chosen, (row) => label[votes.image[row] ?? 0] ?? 0),
    before: Uint8Array.from(chosen, (row) => before[row] ?? 0),
    after: Uint8Array.from(chosen, (row) => after[row] ?? 0),
    verdict: Uint8Array.from(chosen, (row) => of(row, arm)),
  });
  return {
    arms: arms.map(({ position, name }) => {
      const own = byArm[position] ?? new Int32Array();
      const agreeing = own.filter((row) => {
        const left = of(row, votes.left[row] ?? 0);
        return left !== 0 && left === of(row, votes.right[row] ?? 0);
      });
      return {
        position,
        name,
        all: reliance(judgements(own, position)),
        agreeing: reliance(judgements(agreeing, position)),
      };
    }),
    method,
  };
}

/** Labels by image, and verdicts by image × arm, as indexes into `voteVerdicts`; 0 where there is none. */
function tablesOf(arms: number, { labels, verdicts }: StudyVerdicts) {
  const images = labels.reduce((most, { image }) => Math.max(most, image + 1), 0);
  const label = new Uint8Array(images);
  for (const one of labels) label[one.image] = voteVerdicts.indexOf(one.label);
  const verdict = new Uint8Array(images * arms);
  for (const one of verdicts) verdict[one.image * arms + one.arm] = voteVerdicts.indexOf(one.verdict);
  return { label, verdict };
}

/** Rows that show each arm, whichever side it is on. */
function groupByArm(arms: number, rows: Int32Array, { left, right }: UnpackedVotes): Int32Array[] {
  const sizes = new Int32Array(arms);
  for (const side of [left, right])
    for (const row of rows) sizes[side[row] ?? 0] = (sizes[side[row] ?? 0] ?? 0) + 1;
  const groups = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(arms);
  for (const row of rows)
    for (const arm of [left[row] ?? 0, right[row] ?? 0]) {
      const at = filled[arm] ?? 0;
      const group = groups[arm];
      if (group) group[at] = row;
      filled[arm] = at + 1;
    }
  return groups;
}

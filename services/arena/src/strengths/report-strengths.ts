import type { arena } from '@fakexplain/contract';
import {
  regularVote,
  voteChoices,
  voteStrengths,
  type UnpackedExtras,
  type UnpackedVotes,
} from '@fakexplain/database/packed-votes';
import { clusteredMean } from '@fakexplain/statistics/clustered-mean';
import type { RatedArm } from '../ratings/rated-study.ts';
import { rowsWhere } from '../ratings/rows.ts';

/** Changes whenever a change of method could change a number. */
const method = 'strength-clustered/1';
const level = 0.95;
const left = voteChoices.indexOf('left');
/** What a step of strength counts in the mean: its index, 1 to 3. */
const bounds = { least: voteStrengths.indexOf('slight'), greatest: voteStrengths.indexOf('much') };

/** How strong preferences are by pair of arms, from current votes on regular ballots that say so. */
export function reportStrengths(
  arms: readonly RatedArm[],
  votes: UnpackedVotes,
  { strength }: UnpackedExtras,
): arena.StrengthReport {
  const rows = rowsWhere(strength.length, (row) => votes.kind[row] === regularVote && strength[row] !== 0);
  const byPair = new Map<number, number[]>();
  for (const row of rows) {
    const [one = 0, other = 0] = [votes.left[row], votes.right[row]];
    const pair = Math.min(one, other) * arms.length + Math.max(one, other);
    const own = byPair.get(pair);
    if (own) own.push(row);
    else byPair.set(pair, [row]);
  }
  const nameOf = (position: number) => arms[position]?.name ?? `arm ${position}`;
  return {
    pairs: [...byPair]
      .toSorted(([one], [other]) => one - other)
      .map(([pair, own]) => {
        const [a, b] = [Math.floor(pair / arms.length), pair % arms.length];
        return { a, b, nameA: nameOf(a), nameB: nameOf(b), ...describe(a, own, votes, strength) };
      }),
    method,
  };
}

function describe(a: number, rows: readonly number[], votes: UnpackedVotes, strength: Uint8Array) {
  const prefersA = (row: number) => (votes.choice[row] === left) === (votes.left[row] === a);
  const share = (isA: boolean, of: arena.Strength) =>
    rows.filter((row) => prefersA(row) === isA && voteStrengths[strength[row] ?? 0] === of).length /
    rows.length;
  const { n, mean, interval } = clusteredMean(
    {
      rater: rows.map((row) => votes.rater[row] ?? 0),
      image: rows.map((row) => votes.image[row] ?? 0),
      value: rows.map((row) => strength[row] ?? 0),
    },
    bounds,
    level,
  );
  return {
    n,
    muchA: share(true, 'much'),
    clearA: share(true, 'clear'),
    slightA: share(true, 'slight'),
    slightB: share(false, 'slight'),
    clearB: share(false, 'clear'),
    muchB: share(false, 'much'),
    mean,
    interval,
  };
}

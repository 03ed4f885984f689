import { regularVote, voteChoices, type UnpackedVotes } from '@fakexplain/database/packed-votes';

/** Votes for what one arm shows over what another one shows of the same image. */
export interface Preference {
  image: number;
  winner: number;
  loser: number;
  votes: number;
}

const left = voteChoices.indexOf('left');
const right = voteChoices.indexOf('right');

/** Current votes on regular ballots that are for one side, counted by what was shown. */
export function countPreferences(votes: UnpackedVotes): Preference[] {
  const counts = new Map<number, Preference>();
  for (let row = 0; row < votes.kind.length; row += 1) {
    const code = votes.choice[row];
    if (votes.kind[row] !== regularVote || (code !== left && code !== right)) continue;
    const image = votes.image[row] ?? 0;
    const [onLeft, onRight] = [votes.left[row] ?? 0, votes.right[row] ?? 0];
    const [winner, loser] = code === left ? [onLeft, onRight] : [onRight, onLeft];
    // Arms have 14 bits each and images far fewer than 25: together no more than a number holds exactly.
    const key = (image * 2 ** 14 + winner) * 2 ** 14 + loser;
    const known = counts.get(key);
    if (known) known.votes += 1;
    else counts.set(key, { image, winner, loser, votes: 1 });
  }
  return [...counts.values()];
}

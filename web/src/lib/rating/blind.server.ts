import type { arena, BallotExplanation } from '@fakexplain/contract';

/** What a browser needs of an explanation: masks stay behind, since only some sources draw them. */
const blindExplanation = ({ regions, ...parts }: BallotExplanation): BallotExplanation => ({
  ...parts,
  regions: regions.map(({ box, description }) => ({ box, description })),
});

export function blindSides<T extends { left: BallotExplanation | null; right: BallotExplanation | null }>(
  ballot: T,
): T {
  const { left, right } = ballot;
  return { ...ballot, left: left && blindExplanation(left), right: right && blindExplanation(right) };
}

export const blindDrawn = ({
  ballots,
  ...rest
}: {
  ballots: arena.Ballot[];
  exhausted: boolean;
  progress: arena.Progress;
}) => ({ ballots: ballots.map(blindSides), ...rest });

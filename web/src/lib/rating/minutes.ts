/** Whole minutes that so many ballots take, at least one. @param ballotMs median time of one ballot, ms */
export const minutesOf = (ballots: number, ballotMs: number): number =>
  Math.max(1, Math.ceil((ballots * ballotMs) / 60_000));

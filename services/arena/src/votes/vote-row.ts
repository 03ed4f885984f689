import type { arena } from '@fakexplain/contract';

/** A vote as it is kept, with what says until when it may be corrected. */
export interface VoteRow {
  id: string;
  ballotId: string;
  revision: number;
  choice: arena.Choice;
  reasons: arena.Reason[];
  comment: string | null;
  castAt: string;
  /** When the ballot was answered first. */
  firstCastAt: string;
  correctionWindowS: number;
}

/** The first moment at which the vote can be corrected no more; with a window of 0 it never could. */
export function correctableUntil(row: Pick<VoteRow, 'firstCastAt' | 'correctionWindowS'>): Date {
  return new Date(new Date(row.firstCastAt).getTime() + row.correctionWindowS * 1_000);
}

export function voteOf(row: VoteRow): arena.Vote {
  const { id, ballotId, revision, choice, reasons, comment, castAt } = row;
  return {
    id,
    ballot: ballotId,
    revision,
    choice,
    reasons,
    comment,
    castAt: new Date(castAt).toISOString(),
    correctableUntil: correctableUntil(row).toISOString(),
  };
}

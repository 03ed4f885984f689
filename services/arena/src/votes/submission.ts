import type { arena } from '@fakexplain/contract';
import type { Answer } from './answer.ts';

export interface Submission {
  ballotId: string;
  /** Of the rater's token. */
  tokenHash: string;
  idempotencyKey: string;
  answer: Answer;
  /** Refused where the ballot has another answer. */
  first: boolean;
  /** Id that the vote gets if it is accepted now. */
  voteId: string;
  now: Date;
}

/** A vote, and whether it was accepted just now or is one accepted before. */
export interface Accepted {
  vote: arena.Vote;
  isNew: boolean;
}

/** Reasons are words of the contract, so nothing in them needs escaping. */
export const reasonsLiteral = (reasons: arena.Reason[]) => `{${reasons.join(',')}}`;

import type { arena } from '@fakexplain/contract';

/** What the arena says to an answer in the practice. */
export interface PracticeFeedback {
  expected: arena.Choice;
  choice: arena.Choice;
  agreed: boolean;
  feedback: string;
  /** Practice ballots of the attempt that were answered as expected so far. */
  right: number;
  outcome: 'under-way' | 'practised' | 'again' | 'screened-out';
}

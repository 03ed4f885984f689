import type { arena } from '@fakexplain/contract';

/** A vote as it is kept, with what says until when it may be corrected. */
export interface VoteRow {
  id: string;
  ballotId: string;
  revision: number;
  choice: arena.Choice;
  /** Of the study; the first one's answer is the choice. */
  questions: arena.StudyQuestion[];
  /** Answers to the others, in their order; null where there are none. */
  furtherAnswers: arena.Choice[] | null;
  strength: arena.Strength | null;
  verdictAfter: arena.RaterVerdict | null;
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

/** Answers by the names of their questions. */
export const furtherAnswersOf = ({
  questions,
  furtherAnswers,
}: Pick<VoteRow, 'questions' | 'furtherAnswers'>): arena.FurtherAnswers =>
  Object.fromEntries((furtherAnswers ?? []).map((answer, index) => [questions[index + 1], answer]));

export function voteOf(row: VoteRow): arena.Vote {
  const { id, ballotId, revision, choice, strength, verdictAfter, reasons, comment, castAt } = row;
  return {
    id,
    ballot: ballotId,
    revision,
    choice,
    answers: furtherAnswersOf(row),
    strength,
    verdictAfter,
    reasons,
    comment,
    castAt: new Date(castAt).toISOString(),
    correctableUntil: correctableUntil(row).toISOString(),
  };
}

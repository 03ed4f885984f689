import { arena } from '@fakexplain/contract';
import type { z } from '@hono/zod-openapi';

/** What a rater says of a ballot. */
export interface Answer {
  /** The answer to the study's main question. */
  choice: arena.Choice;
  /** Answers to the other ones. */
  answers: arena.FurtherAnswers;
  strength: arena.Strength | null;
  verdictAfter: arena.RaterVerdict | null;
  /** Each once, in one fixed order, so that equal answers are equal. */
  reasons: arena.Reason[];
  comment: string | null;
  responseMs: number | null;
  loadingMs: number | null;
  input: 'pointer' | 'keyboard' | 'form';
}

export function answerOf({
  reasons,
  comment,
  ...rest
}: Omit<z.output<typeof arena.newVoteSchema>, 'first'>): Answer {
  return {
    ...rest,
    reasons: arena.reasonSchema.options.filter((reason) => reasons.includes(reason)),
    comment: comment || null,
  };
}

type Said = Pick<Answer, 'choice' | 'answers' | 'strength' | 'verdictAfter' | 'reasons' | 'comment'>;

/** Whether two answers say the same; how long they took, and by what means they came, makes no difference. */
export function sameAnswer(a: Said, b: Said): boolean {
  return (
    a.choice === b.choice &&
    a.strength === b.strength &&
    a.verdictAfter === b.verdictAfter &&
    a.comment === b.comment &&
    a.reasons.join() === b.reasons.join() &&
    arena.studyQuestionSchema.options.every((question) => a.answers[question] === b.answers[question])
  );
}

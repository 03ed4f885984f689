import { arena } from '@fakexplain/contract';
import type { z } from '@hono/zod-openapi';

/** What a rater says of a ballot. */
export interface Answer {
  choice: arena.Choice;
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

/** Whether two answers say the same; how long they took, and by what means they came, makes no difference. */
export function sameAnswer(
  a: Pick<Answer, 'choice' | 'reasons' | 'comment'>,
  b: Pick<Answer, 'choice' | 'reasons' | 'comment'>,
): boolean {
  return a.choice === b.choice && a.comment === b.comment && a.reasons.join() === b.reasons.join();
}

import type { arena } from '@fakexplain/contract';
import { ProblemError } from '@fakexplain/service-kit';
import type { Answer } from './answer.ts';

/** What a study asks of each ballot. */
export interface Asked {
  /** The main one first. */
  questions: arena.StudyQuestion[];
  strength: boolean;
  reliance: boolean;
}

/**
 * Refuses an answer that says more or less than the study asks. `castFirsts` accepts what passes here, by the same rules in SQL.
 * @throws ProblemError `invalid-request`, naming what is missing or too much
 */
export function refuseUnfit({ questions, strength, reliance }: Asked, answer: Answer): void {
  const [, ...further] = questions;
  const given = Object.keys(answer.answers);
  const isSided = answer.choice === 'left' || answer.choice === 'right';
  const errors = [
    ...further
      .filter((question) => !given.includes(question))
      .map((question) => ({
        path: `body.answers.${question}`,
        message: `The study asks the question “${question}” too: answer it`,
      })),
    ...given
      .filter((question) => !further.some((one) => one === question))
      .map((question) => ({
        path: `body.answers.${question}`,
        message:
          question === questions[0]
            ? 'This is the main question: its answer is the choice'
            : 'The study does not ask this question',
      })),
    ...unfit('strength', answer.strength !== null, strength && isSided, {
      missing: 'The study asks how much better it is: slight, clear or much',
      extra: strength ? 'Only a side that is preferred has a strength' : 'The study does not ask for it',
    }),
    ...unfit('verdictAfter', answer.verdictAfter !== null, reliance, {
      missing: 'The study asks what the image is taken for after reading: real, generated or cannot-tell',
      extra: 'The study does not ask for it',
    }),
  ];
  if (errors.length > 0)
    throw new ProblemError('invalid-request', {
      detail: `${errors[0]?.path.replace('body.', '')}: ${errors[0]?.message}. Nothing of this vote was kept.`,
      errors,
    });
}

const unfit = (
  field: string,
  isGiven: boolean,
  isAsked: boolean,
  { missing, extra }: { missing: string; extra: string },
) => (isGiven === isAsked ? [] : [{ path: `body.${field}`, message: isAsked ? missing : extra }]);

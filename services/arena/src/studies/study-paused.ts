import { ProblemError } from '@fakexplain/service-kit';

/** Tells a rater that there is nothing to do now. @throws ProblemError `study-paused` */
export function studyPaused(): never {
  throw new ProblemError('study-paused', {
    detail: 'The study is paused. What was answered is kept; please come back later.',
  });
}

import { arena } from '@fakexplain/contract';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import type { RatedStudy } from './rated-study.ts';

/** A study's results are not shown yet. @param what of them, as the beginning of a sentence */
export const resultsHidden = ({ title }: Pick<RatedStudy, 'title'>, what = 'Its results are') =>
  new ProblemError('results-hidden', { detail: `“${title}” is open. ${what} shown when it is closed.` });

/** @throws ProblemError `results-hidden` where the study does not show this reader its results as they are now */
export function requireResultsOfNow(study: RatedStudy, reader: Reader): void {
  if (arena.mayReadResults(study, reader) !== 'now') throw resultsHidden(study);
}

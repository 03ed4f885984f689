import { arena, whileOpen } from '@fakexplain/contract';
import type { DatabaseOrTransaction } from '@fakexplain/database';
import { studiesWithholdingArms } from '@fakexplain/database/embargo';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { findStudy, type StudyRow } from './read-study.ts';

/**
 * A study, for a reader who may see its results of now and what its arms score.
 * @param what is asked for, as the beginning of a sentence
 * @throws ProblemError `not-found` where there is no such study; `results-hidden` or `embargoed` where the public may not
 *   read it while a study is open
 */
export async function requireReadable(
  db: DatabaseOrTransaction,
  slug: string,
  { reader, what }: { reader: Reader; what: string },
): Promise<StudyRow> {
  const study = await findStudy(db, slug);
  if (!study) throw new ProblemError('not-found', { detail: `There is no study ${slug}.` });
  if (arena.mayReadResults(study, reader) !== 'now')
    throw new ProblemError('results-hidden', {
      detail: `${what} of “${study.title}” is shown when the study is closed.`,
    });
  const embargo = reader === 'public' ? await studiesWithholdingArms(db, study.id) : [];
  if (embargo.length > 0)
    throw new ProblemError('embargoed', {
      detail: `What the arms of “${study.title}” score is withheld ${whileOpen(embargo)}.`,
    });
  return study;
}

import { arena, whileOpen } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { findSubject, type FolderSubject } from '../folders/find-subject.ts';

/**
 * A study whose votes may be told: to the public, or to those who look after it.
 * @throws ProblemError `not-found`, `results-hidden`, `embargoed`
 */
export async function requireTold(tx: Sql, slug: string, withWithheld: boolean): Promise<FolderSubject> {
  const [state] = await tx<Pick<arena.Study, 'status' | 'results'>[]>`
    select status, results from arena.study_summaries where slug = ${slug}`;
  const subject = state && (await findSubject(tx, { kind: 'study', slug }));
  if (!subject) throw new ProblemError('not-found', { detail: `There is no study “${slug}” with votes.` });
  if (withWithheld) return subject;
  if (arena.mayReadResults(state, 'public') !== 'now')
    throw new ProblemError('results-hidden', {
      detail: `What raters of “${subject.title}” preferred is told when the study is closed.`,
    });
  if (subject.blinded)
    throw new ProblemError('embargoed', {
      detail: `Its images are withheld ${whileOpen(subject.withheldFor.map((title) => ({ title })))}.`,
    });
  return subject;
}

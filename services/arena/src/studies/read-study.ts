import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { selectStudies } from './select-studies.ts';

/** @throws ProblemError `not-found` */
export async function readStudy(sql: Sql, slug: string): Promise<arena.Study> {
  const [study] = await selectStudies(sql, slug);
  return study ?? unknownStudy(slug);
}

/** @throws ProblemError `not-found` */
export async function readBriefing(sql: Sql, slug: string): Promise<arena.Briefing> {
  const [briefing] = await sql<arena.Briefing[]>`
    select slug, title, question, consent, demo, status, ballots_per_rater as "ballotsPerRater",
      correction_window_s as "correctionWindowS",
      (select count(*)::int from arena.practice_ballots p where p.study_id = s.id) as "practiceBallots"
    from arena.studies s where slug = ${slug}`;
  return briefing ?? unknownStudy(slug);
}

export function unknownStudy(slug: string): never {
  throw new ProblemError('not-found', { detail: `There is no study "${slug}".` });
}

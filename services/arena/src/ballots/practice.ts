import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { ImageSize } from '@fakexplain/explanation';
import { ProblemError } from '@fakexplain/service-kit';
import type { z } from '@hono/zod-openapi';
import type { Rater } from '../raters/identify-rater.ts';
import { showOn } from './read-ballots.ts';
import type { ExplanationRow } from './read-ballots.ts';

interface PracticeRow extends ImageSize {
  position: number;
  left: ExplanationRow;
  right: ExplanationRow;
}

export async function listPractice(sql: Sql, { study }: Rater): Promise<arena.PracticeBallot[]> {
  const rows = await sql<PracticeRow[]>`
    select p.position, i.width, i.height,
      jsonb_build_object('verdict', l.verdict, 'tags', l.tags, 'reasoning', l.reasoning, 'regions', l.regions,
        'width', l.width, 'height', l.height) as left,
      jsonb_build_object('verdict', r.verdict, 'tags', r.tags, 'reasoning', r.reasoning, 'regions', r.regions,
        'width', r.width, 'height', r.height) as right
    from arena.practice_ballots p
    join catalog.images i on i.sha256 = p.image_sha256
    join catalog.parsed_explanations l on l.id = p.left_explanation_id
    join catalog.parsed_explanations r on r.id = p.right_explanation_id
    where p.study_id = ${study.id}
    order by p.position`;
  return rows.map(({ position, width, height, left, right }) => ({
    position,
    image: { width, height },
    left: showOn(left, { width, height }),
    right: showOn(right, { width, height }),
  }));
}

/** @throws ProblemError `not-found` */
export async function findPracticeImage(
  sql: Sql,
  { study }: Rater,
  position: number,
): Promise<{ sha256: string }> {
  const [found] = await sql<{ sha256: string }[]>`
    select image_sha256 as sha256 from arena.practice_ballots
    where study_id = ${study.id} and position = ${position}`;
  return found ?? unknownPractice(position);
}

/** The answer is compared and forgotten; that of the last practice ballot ends the practice. @throws ProblemError `not-found` */
export async function answerPractice(
  sql: Sql,
  { id, study, practised }: Rater,
  position: number,
  choice: arena.Choice,
  now: Date,
): Promise<z.output<typeof arena.practiceFeedbackSchema>> {
  const [ballot] = await sql<{ expected: arena.Choice; feedback: string; last: boolean }[]>`
    select expected, feedback, position = (select max(position) from arena.practice_ballots
      where study_id = ${study.id}) as last
    from arena.practice_ballots where study_id = ${study.id} and position = ${position}`;
  if (!ballot) return unknownPractice(position);
  const { expected, feedback, last } = ballot;
  if (last && !practised)
    await sql`
      update arena.raters set practised_at = ${now.toISOString()}::timestamptz
      where id = ${id} and practised_at is null`;
  return { expected, agreed: choice === expected, feedback, practised: practised || last };
}

function unknownPractice(position: number): never {
  throw new ProblemError('not-found', { detail: `The study has no practice ballot ${position}.` });
}

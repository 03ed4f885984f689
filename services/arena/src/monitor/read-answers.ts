import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';

/** The newest votes of a study, whose answers are counted. */
const newest = 1_000;

/** How the newest regular votes of a study answer each of its questions; however many votes there are, no more are read. */
export async function readAnswers(sql: Sql, studyId: string): Promise<arena.StudyMonitor['questions']> {
  return [
    ...(await sql<arena.StudyMonitor['questions']>`
      with latest as (
        select array_prepend(v.choice::text, v.further_answers) as answers
        from arena.current_votes v where v.study_id = ${studyId} and v.kind = 'regular'
        order by v.sequence desc limit ${newest}
      )
      select q.question, count(l.answers)::int as n,
        count(*) filter (where l.answers[q.place] = 'left')::int as left,
        count(*) filter (where l.answers[q.place] = 'right')::int as right,
        count(*) filter (where l.answers[q.place] = 'tie')::int as tie,
        count(*) filter (where l.answers[q.place] = 'neither')::int as neither
      from arena.studies s cross join lateral unnest(s.questions) with ordinality q(question, place)
      left join latest l on true
      where s.id = ${studyId} group by q.question, q.place order by q.place`),
  ];
}

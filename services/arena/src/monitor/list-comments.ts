import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { unknownStudy } from '../studies/read-study.ts';

const perPage = 50;

interface Comments {
  comments: arena.StudyComment[];
  next: string | null;
}

/**
 * What raters of a study wrote, with current votes and with passes, newest first: 50 after a place that an answer named.
 * @throws ProblemError `not-found`
 */
export async function listComments(sql: Sql, slug: string, before: string | undefined): Promise<Comments> {
  const [study] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const [at = 'infinity', ballot = 'ffffffff-ffff-ffff-ffff-ffffffffffff'] = before?.split('_') ?? [];
  const limit = perPage + 1;
  const rows = await sql<(arena.StudyComment & { place: string })[]>`
    with written as (
      (select v.ballot_id, v.cast_at as at, v.comment, v.choice, null::arena.pass_reason as pass
        from arena.votes v
        where v.study_id = ${study.id} and v.comment is not null
          and (v.cast_at, v.ballot_id) < (${at}::timestamptz, ${ballot}::uuid)
          and not exists (select from arena.votes n where n.ballot_id = v.ballot_id and n.revision > v.revision)
        order by v.cast_at desc, v.ballot_id desc limit ${limit})
      union all
      (select p.ballot_id, p.passed_at, p.comment, null, p.reason
        from arena.passes p
        where p.study_id = ${study.id} and p.comment is not null
          and (p.passed_at, p.ballot_id) < (${at}::timestamptz, ${ballot}::uuid)
        order by p.passed_at desc, p.ballot_id desc limit ${limit})
    )
    select w.ballot_id as ballot, w.at, w.comment, w.choice, w.pass, b.rater_id as rater, i.image_sha256 as sha256, d.path,
      l.name as left, r.name as right,
      to_char(w.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || w.ballot_id as place
    from written w
    join arena.ballots b on b.id = w.ballot_id
    join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
    join catalog.dataset_images d on d.id = i.dataset_image_id
    join arena.arms l on l.study_id = b.study_id and l.position = b.left_arm
    join arena.arms r on r.study_id = b.study_id and r.position = b.right_arm
    order by w.at desc, w.ballot_id desc limit ${limit}`;
  const page = rows.slice(0, perPage);
  return {
    comments: page.map(({ place: _place, at: written, ...row }) => ({
      ...row,
      at: new Date(written).toISOString(),
    })),
    next: rows.length > perPage ? (page.at(-1)?.place ?? null) : null,
  };
}

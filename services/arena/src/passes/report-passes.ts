import type { arena } from '@fakexplain/contract';
import type { Sql, SqlOrTransaction } from '@fakexplain/database';
import { unknownStudy } from '../studies/read-study.ts';

/** Images that a report names at most: those passed most often come first. */
const mostImages = 200;
const mostComments = 5;

/**
 * What raters of a study passed. A ballot with a vote is not counted as passed.
 * @throws ProblemError `not-found` where there is no such study
 */
export async function reportPasses(sql: Sql, slug: string): Promise<arena.PassReport> {
  const [study] = await sql<{ id: string; answered: number }[]>`
    select s.id, (select coalesce(sum(c.answers), 0)::int from arena.rater_counts c where c.study_id = s.id) as answered
    from arena.studies s where s.slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const images = await sql<arena.PassReport['images']>`
    select i.image_sha256 as sha256, d.path, count(*)::int as passed,
      (select count(*)::int from arena.ballots a join arena.votes v on v.ballot_id = a.id and v.revision = 0
        where a.study_id = b.study_id and a.image_position = b.image_position and ${standing(sql, sql`a`)}) as answered,
      ${reasonCounts(sql)},
      coalesce((array_agg(p.comment order by p.passed_at desc) filter (where p.comment is not null))[1:${mostComments}::int],
        '{}') as comments
    from arena.passes p
    join arena.ballots b on b.id = p.ballot_id
    join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
    join catalog.dataset_images d on d.id = i.dataset_image_id
    where p.study_id = ${study.id} and ${withoutVote(sql)} and ${standing(sql, sql`b`)}
    group by b.study_id, b.image_position, i.image_sha256, d.path
    order by passed desc, d.path limit ${mostImages}`;
  const { passed, reasons } = await countPasses(sql, study.id);
  return { passed, answered: study.answered, reasons, images: [...images] };
}

/** How many ballots of a study were passed, and why. */
export async function countPasses(
  sql: SqlOrTransaction,
  studyId: string,
): Promise<Pick<arena.PassReport, 'passed' | 'reasons'>> {
  const [totals] = await sql<(arena.PassReport['reasons'] & { passed: number })[]>`
    select count(*)::int as passed, ${reasonCounts(sql)} from arena.passes p
    join arena.ballots b on b.id = p.ballot_id
    where p.study_id = ${studyId} and ${withoutVote(sql)} and ${standing(sql, sql`b`)}`;
  if (!totals) throw new Error('a query without grouping gave no row');
  const { passed, ...reasons } = totals;
  return { passed, reasons };
}

const reasonCounts = (sql: SqlOrTransaction) => sql`
  count(*) filter (where p.reason = 'picture')::int as picture,
  count(*) filter (where p.reason = 'offensive')::int as offensive,
  count(*) filter (where p.reason = 'language')::int as language,
  count(*) filter (where p.reason = 'cannot-judge')::int as "cannot-judge"`;

const withoutVote = (sql: SqlOrTransaction) =>
  sql`not exists (select from arena.votes v where v.ballot_id = p.ballot_id)`;

/** Whether the rater of a ballot has not withdrawn. @param ballot its alias */
const standing = (sql: SqlOrTransaction, ballot: ReturnType<SqlOrTransaction>) => sql`
  not exists (select from arena.withdrawals w where w.rater_id = ${ballot}.rater_id)`;

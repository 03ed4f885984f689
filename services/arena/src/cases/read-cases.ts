import { whileOpen, type arena } from '@fakexplain/contract';
import type { Database, Sql } from '@fakexplain/database';
import { studiesWithholdingImage } from '@fakexplain/database/embargo';
import { ProblemError, type Reader } from '@fakexplain/service-kit';

type CaseVoteRow = Omit<arena.CaseVote, 'castAt'> & { castAt: string };

const perPage = 50;

/**
 * Every vote on one image of a study, newest first, a page at a time. A check shows one arm twice; the side with another image's
 * explanation says so.
 * @throws ProblemError `not-found` where the study does not ask about the image
 */
export async function listCaseVotes(
  sql: Sql,
  { slug, sha256, page }: { slug: string; sha256: string; page: number },
): Promise<{ votes: arena.CaseVote[]; total: number; pages: number }> {
  const [image] = await sql<{ studyId: string; position: number }[]>`
    select i.study_id as "studyId", i.position
    from arena.studies s join arena.study_images i on i.study_id = s.id
    where s.slug = ${slug} and i.image_sha256 = ${sha256}`;
  if (!image)
    throw new ProblemError('not-found', {
      detail: `There is no study "${slug}" that asks about the image ${sha256}.`,
    });
  const onImage = sql`
    from arena.ballots b join arena.votes v on v.ballot_id = b.id
    where b.study_id = ${image.studyId} and b.image_position = ${image.position}
      and not exists (select from arena.withdrawals w where w.rater_id = b.rater_id)`;
  const [{ total } = { total: 0 }] = await sql<{ total: number }[]>`select count(*)::int as total ${onImage}`;
  const rows = await sql<CaseVoteRow[]>`
    with listed as (
      select v.* ${onImage} order by v.sequence desc limit ${perPage} offset ${(page - 1) * perPage}
    )
    select v.sequence::int as sequence, v.ballot_id as ballot, b.kind, v.rater_id as rater,
      l.name || case when b.sound_side = 'right' then ' (another image’s)' else '' end as left,
      r.name || case when b.sound_side = 'left' then ' (another image’s)' else '' end as right,
      v.choice, v.revision, exists (select from arena.current_votes c where c.id = v.id) as current,
      v.reasons, v.comment, v.response_ms as "responseMs", v.cast_at as "castAt"
    from listed v
    join arena.ballots b on b.id = v.ballot_id
    join arena.arms l on l.study_id = b.study_id and l.position = b.left_arm
    join arena.arms r on r.study_id = b.study_id and r.position = b.right_arm
    order by v.sequence desc`;
  return {
    votes: rows.map((row) => ({ ...row, castAt: new Date(row.castAt).toISOString() })),
    total,
    pages: Math.max(1, Math.ceil(total / perPage)),
  };
}

/** The studies that ask about an image, newest first. @throws ProblemError `embargoed`, except to maintainers */
export async function listCaseStudies(
  { db, sql }: { db: Database; sql: Sql },
  sha256: string,
  reader: Reader,
): Promise<{ slug: string; title: string }[]> {
  const embargo = reader === 'public' ? await studiesWithholdingImage(db, sha256) : [];
  if (embargo.length > 0)
    throw new ProblemError('embargoed', {
      detail: `The image and the studies that ask about it are withheld ${whileOpen(embargo)}.`,
    });
  return sql<{ slug: string; title: string }[]>`
    select s.slug, s.title from arena.studies s join arena.study_images i on i.study_id = s.id
    where i.image_sha256 = ${sha256} order by s.created_at desc, s.slug`;
}

import { whileOpen, type arena } from '@fakexplain/contract';
import type { Database, Sql } from '@fakexplain/database';
import { studiesWithholdingImage } from '@fakexplain/database/embargo';
import { ProblemError, type Reader } from '@fakexplain/service-kit';

type CaseVoteRow = Omit<arena.CaseVote, 'castAt'> & { castAt: string };

/**
 * Every vote on one image of a study, newest first. A check shows one arm twice; the side with another image's
 * explanation says so.
 * @throws ProblemError `not-found` where the study does not ask about the image
 */
export async function listCaseVotes(sql: Sql, slug: string, sha256: string): Promise<arena.CaseVote[]> {
  const [image] = await sql<{ studyId: string; position: number }[]>`
    select i.study_id as "studyId", i.position
    from arena.studies s join arena.study_images i on i.study_id = s.id
    where s.slug = ${slug} and i.image_sha256 = ${sha256}`;
  if (!image)
    throw new ProblemError('not-found', {
      detail: `There is no study "${slug}" that asks about the image ${sha256}.`,
    });
  const rows = await sql<CaseVoteRow[]>`
    select v.sequence::int as sequence, v.ballot_id as ballot, b.kind, v.rater_id as rater,
      l.name || case when b.sound_side = 'right' then ' (another image’s)' else '' end as left,
      r.name || case when b.sound_side = 'left' then ' (another image’s)' else '' end as right,
      v.choice, v.revision,
      v.id in (select id from arena.current_votes
        where study_id = ${image.studyId} and image_position = ${image.position}) as current,
      v.reasons, v.comment, v.response_ms as "responseMs", v.cast_at as "castAt"
    from arena.ballots b
    join arena.votes v on v.ballot_id = b.id
    join arena.arms l on l.study_id = b.study_id and l.position = b.left_arm
    join arena.arms r on r.study_id = b.study_id and r.position = b.right_arm
    where b.study_id = ${image.studyId} and b.image_position = ${image.position}
    order by v.sequence desc`;
  return rows.map((row) => ({ ...row, castAt: new Date(row.castAt).toISOString() }));
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
      detail: `Which studies ask about the image is withheld ${whileOpen(embargo)}.`,
    });
  return sql<{ slug: string; title: string }[]>`
    select s.slug, s.title from arena.studies s join arena.study_images i on i.study_id = s.id
    where i.image_sha256 = ${sha256} order by s.created_at desc, s.slug`;
}

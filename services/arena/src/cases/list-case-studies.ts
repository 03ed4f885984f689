import type { Sql } from '@fakexplain/database';

/** The studies that ask about an image, newest first. */
export async function listCaseStudies(sql: Sql, sha256: string): Promise<{ slug: string; title: string }[]> {
  return sql<{ slug: string; title: string }[]>`
    select s.slug, s.title from arena.studies s join arena.study_images i on i.study_id = s.id
    where i.image_sha256 = ${sha256} order by s.created_at desc, s.slug`;
}

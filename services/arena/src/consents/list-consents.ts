import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { unknownStudy } from '../studies/read-study.ts';

/** The newest texts that raters of a study were asked to agree to, newest first. @throws ProblemError `not-found` */
export async function listConsents(sql: Sql, slug: string): Promise<arena.ConsentText[]> {
  const [study] = await sql<{ id: string; asked: string | null }[]>`
    select id, consent_hash as asked from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const rows = await sql<Omit<arena.ConsentText, 'asked'>[]>`
    select c.hash as version, c.made_at as "madeAt", c.text, coalesce(a.raters, 0)::int as raters
    from arena.consents c left join (
      select a.consent_hash, count(*) as raters
      from arena.raters r join arena.agreements a on a.rater_id = r.id
      where r.study_id = ${study.id} and not r.withdrawn group by a.consent_hash
    ) a on a.consent_hash = c.hash
    where c.study_id = ${study.id} order by c.made_at desc, c.hash limit 50`;
  return rows.map(({ madeAt, ...row }) => ({
    ...row,
    madeAt: new Date(madeAt).toISOString(),
    asked: row.version === study.asked,
  }));
}

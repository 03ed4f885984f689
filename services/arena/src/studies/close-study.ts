import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { unknownStudy } from './read-study.ts';

/**
 * Closes a study. Only votes that are being counted at that moment are still accepted after it returns.
 * @throws ProblemError `not-found`, `study-not-open`
 */
export async function closeStudy(sql: Sql, slug: string, now: Date): Promise<void> {
  const closed = await sql`
    update arena.studies set status = 'closed', closed_at = ${now.toISOString()}
    where slug = ${slug} and status = 'open'`;
  if (closed.count > 0) return;
  const [study] = await sql<{ status: string }[]>`select status from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  throw new ProblemError('study-not-open', {
    detail: `The study "${slug}" is ${study.status}, so it cannot be closed.`,
  });
}

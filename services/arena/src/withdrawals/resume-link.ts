import type { arena } from '@fakexplain/contract';
import { hashSecret, type Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { z } from '@hono/zod-openapi';
import type { Rater } from '../raters/identify-rater.ts';
import { newRaterToken } from '../raters/tokens.ts';
import { unknownStudy } from '../studies/read-study.ts';

/** Makes the secret of a link by which a rater goes on in another browser; one made before does not count any more. */
export async function makeResumeLink(
  sql: Sql,
  { id, study }: Rater,
  newId: () => string,
): Promise<{ secret: string; path: string }> {
  const secret = newRaterToken(newId);
  await sql`update arena.raters set resume_hash = ${hashSecret(secret)} where id = ${id} and not withdrawn`;
  return { secret, path: `/rate/${study.slug}/resume?secret=${secret}` };
}

/**
 * The rater of a secret, with a new token: only the browser that came last goes on.
 * @throws ProblemError `not-found`, `resume-link-not-valid`
 */
export async function resumeRater(
  sql: Sql,
  slug: string,
  secret: string,
  newId: () => string,
): Promise<z.output<typeof arena.enrolledSchema>> {
  const [study] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const token = newRaterToken(newId);
  const [known] = await sql<{ rater: string; consentedAt: string; cohort: string }[]>`
    update arena.raters set token_hash = ${hashSecret(token)}
    where study_id = ${study.id} and resume_hash = ${hashSecret(secret)}
    returning id as rater, consented_at as "consentedAt", cohort`;
  if (!known)
    throw new ProblemError('resume-link-not-valid', {
      detail: 'No rater of this study has this link. A newer one may have been made.',
    });
  return { ...known, consentedAt: new Date(known.consentedAt).toISOString(), token, resumed: true };
}

import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { z } from '@hono/zod-openapi';
import { unknownStudy } from '../studies/read-study.ts';
import { hashToken } from './identify-rater.ts';

interface Enrolment {
  consent: boolean;
  cohort: 'open' | 'invited' | 'prolific';
  /** Code of the network that the rater comes from. */
  network: string;
}

/**
 * Makes a rater of someone who consented. Where a study has no practice ballots, there is nothing to practise.
 * @throws ProblemError `consent-needed`, `not-found`, `study-not-open`
 */
export async function enrol(
  sql: Sql,
  slug: string,
  { consent, cohort, network }: Enrolment,
  { clock, newId }: { clock: () => Date; newId: () => string },
): Promise<z.output<typeof arena.enrolledSchema>> {
  if (!consent)
    throw new ProblemError('consent-needed', {
      detail: 'Nobody takes part in a study without consenting to it first.',
      errors: [{ path: 'body.consent', message: 'Must be true' }],
    });
  const now = clock().toISOString();
  const rater = newId();
  const token = `${newId()}${newId()}`.replaceAll('-', '');
  const enrolled = await sql`
    insert into arena.raters (id, study_id, token_hash, cohort, network, consented_at, practised_at, created_at)
    select ${rater}, s.id, ${hashToken(token)}, ${cohort}, ${network}, ${now}::timestamptz,
      case when not exists (select from arena.practice_ballots p where p.study_id = s.id)
        then ${now}::timestamptz end, ${now}::timestamptz
    from arena.studies s where s.slug = ${slug} and s.status = 'open'`;
  if (enrolled.count > 0) return { rater, token, consentedAt: now };
  const [study] = await sql<{ status: string }[]>`select status from arena.studies where slug = ${slug}`;
  return study ? notOpen(study.status) : unknownStudy(slug);
}

/** @throws ProblemError `study-not-open` */
export function notOpen(status: string): never {
  throw new ProblemError('study-not-open', {
    detail:
      status === 'draft'
        ? 'The study has not been opened yet.'
        : 'The study is closed; thank you for coming.',
  });
}

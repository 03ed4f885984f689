import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { newToken, hashToken } from '../raters/tokens.ts';
import { unknownStudy } from '../studies/read-study.ts';

interface NewInvitations {
  cohort: 'invited' | 'prolific';
  count: number;
  uses: number | null;
  days: number;
}

/** Prolific leads all participants to one link. */
const usesByDefault = { invited: 1, prolific: 10_000 };

/** What Prolific fills in for each participant. */
const prolificParameters =
  'PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}';

const dayMs = 86_400_000;

/**
 * Makes invitations; only hashes of their tokens are kept.
 * @throws ProblemError `not-found`, `study-not-open` (closed), `invalid-request` (Prolific without return codes)
 */
export async function createInvitations(
  sql: Sql,
  slug: string,
  { cohort, count, uses, days }: NewInvitations,
  { clock, newId }: { clock: () => Date; newId: () => string },
): Promise<arena.InvitationsMade> {
  const [study] = await sql<{ id: string; status: string; returns: boolean }[]>`
    select id, status, return_codes is not null as returns from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  if (study.status === 'closed')
    throw new ProblemError('study-not-open', { detail: `The study "${slug}" is closed; nobody can come.` });
  if (cohort === 'prolific' && !study.returns)
    throw new ProblemError('invalid-request', {
      detail: 'Participants of Prolific need a way back to it.',
      errors: [{ path: 'body.cohort', message: 'The study has no return codes (returnCodes)' }],
    });
  const now = clock();
  const expiresAt = new Date(now.getTime() + days * dayMs).toISOString();
  const usesOfEach = uses ?? usesByDefault[cohort];
  const made = Array.from({ length: count }, () => ({ id: newId(), token: newToken(newId) }));
  const rows = made.map(({ id, token }) => ({ id, hash: hashToken(token) }));
  await sql`
    insert into arena.invitations (id, study_id, token_hash, cohort, uses_left, expires_at, created_at)
    select id, ${study.id}, hash, ${cohort}, ${usesOfEach}, ${expiresAt}::timestamptz, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as made(id uuid, hash text)`;
  const tokens = made.map(({ token }) => token);
  const paths = tokens.map((token) => {
    const path = `/rate/${slug}?invitation=${token}`;
    return cohort === 'prolific' ? `${path}&${prolificParameters}` : path;
  });
  return { cohort, uses: usesOfEach, expiresAt, tokens, paths };
}

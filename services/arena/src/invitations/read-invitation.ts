import type { Sql } from '@fakexplain/database';
import { unknownStudy } from '../studies/read-study.ts';
import { findInvitation, refuseUsed } from './find-invitation.ts';

interface KnownInvitation {
  cohort: 'invited' | 'prolific';
  declinedCode: string | null;
}

/** What an invitation is good for. @throws ProblemError `not-found`, `invitation-not-valid` */
export async function readInvitation(
  sql: Sql,
  slug: string,
  token: string,
  now: Date,
): Promise<KnownInvitation> {
  const [study] = await sql<{ id: string; declined: string | null }[]>`
    select id, return_codes ->> 'declined' as declined from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const { cohort, usesLeft } = await findInvitation(sql, study.id, token, now);
  // A participant of Prolific who took part before may come back by a link that lets nobody else in.
  if (usesLeft === 0 && cohort !== 'prolific') return refuseUsed();
  return { cohort, declinedCode: cohort === 'prolific' ? study.declined : null };
}

import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { unknownStudy } from '../studies/read-study.ts';
import { findInvitation, refuseUsed } from './find-invitation.ts';
import { hasPlace } from './places.ts';

interface InvitationAnswer {
  cohort: string;
  full: boolean;
  panel: (Omit<arena.Panel, 'returns'> & { returns: Pick<arena.Returns, 'declined' | 'overQuota'> }) | null;
}

/** What an invitation is good for. @throws ProblemError `not-found`, `invitation-not-valid` */
export function readInvitation(sql: Sql, slug: string, token: string, now: Date): Promise<InvitationAnswer> {
  return sql.begin(async (tx) => {
    const [study] = await tx<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
    if (!study) return unknownStudy(slug);
    const { id, cohort, places, panel } = await findInvitation(tx, study.id, token, now);
    const full = !(await hasPlace(tx, { studyId: study.id, invitationId: id }, now));
    if (full && places === 1 && !panel) return refuseUsed();
    if (!panel) return { cohort, full, panel };
    // Codes of turns that ended are told to those alone whose turn ended so.
    const { declined, overQuota } = panel.returns;
    return { cohort, full, panel: { ...panel, returns: { declined, overQuota } } };
  }) as Promise<InvitationAnswer>;
}

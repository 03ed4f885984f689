import type { arena } from '@fakexplain/contract';
import type { Sql, TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { z } from '@hono/zod-openapi';
import { findInvitation, refuseUsed } from '../invitations/find-invitation.ts';
import { unknownStudy } from '../studies/read-study.ts';
import { hashParticipant, hashToken, newRaterToken } from './tokens.ts';

interface Enrolment {
  consent: boolean;
  /** Token of the invitation that the rater came by. */
  invitation: string | null;
  /** Id on Prolific. */
  participant: string | null;
  /** Code of the network that the rater comes from. */
  network: string;
}

interface Enrolling {
  clock: () => Date;
  newId: () => string;
  /** Key of the hashes of participants' ids. */
  participantKey: string;
}

/** How a rater came, as far as it is known for sure. */
interface Coming {
  cohort: 'open' | 'invited' | 'prolific';
  invitationId: string | null;
  usesLeft: number;
  participantHash: string | null;
}

/**
 * Makes a rater of someone who consented. A participant of Prolific who did so before is the same rater with a new token, so
 * that only the browser that came last goes on. Where a study has no practice ballots, there is nothing to practise.
 * @throws ProblemError `consent-needed`, `not-found`, `study-not-open`, `invitation-not-valid`
 */
export async function enrol(
  sql: Sql,
  slug: string,
  enrolment: Enrolment,
  { clock, newId, participantKey }: Enrolling,
): Promise<z.output<typeof arena.enrolledSchema>> {
  if (!enrolment.consent)
    throw new ProblemError('consent-needed', {
      detail: 'Nobody takes part in a study without consenting to it first.',
      errors: [{ path: 'body.consent', message: 'Must be true' }],
    });
  const now = clock();
  const token = newRaterToken(newId);
  return sql.begin(async (tx) => {
    const [study] = await tx<{ id: string; status: string }[]>`
      select id, status from arena.studies where slug = ${slug}`;
    if (!study) return unknownStudy(slug);
    const coming = await howCome(tx, study.id, enrolment, { now, participantKey });
    const { cohort, participantHash } = coming;
    const before = participantHash ? await resume(tx, study.id, participantHash, hashToken(token)) : null;
    if (before) return { ...before, token, cohort, resumed: true };
    if (study.status !== 'open') return notOpen(study.status);
    const rater = newId();
    const { network } = enrolment;
    await insertRater(tx, {
      id: rater,
      studyId: study.id,
      tokenHash: hashToken(token),
      network,
      now,
      ...coming,
    });
    return { rater, token, consentedAt: now.toISOString(), cohort, resumed: false };
  }) as Promise<z.output<typeof arena.enrolledSchema>>;
}

/** The cohort is the invitation's; that of Prolific takes a participant too, and nothing else does. */
async function howCome(
  tx: TransactionSql,
  studyId: string,
  { invitation, participant }: Enrolment,
  { now, participantKey }: { now: Date; participantKey: string },
): Promise<Coming> {
  const open: Coming = { cohort: 'open', invitationId: null, usesLeft: 0, participantHash: null };
  if (invitation === null) return open;
  const { id, cohort, usesLeft } = await findInvitation(tx, studyId, invitation, now);
  if (cohort === 'invited') return { cohort, invitationId: id, usesLeft, participantHash: null };
  if (participant === null) return open;
  const participantHash = hashParticipant(participantKey, studyId, participant);
  return { cohort, invitationId: id, usesLeft, participantHash };
}

/** The rater that this participant is, who has the new token from now on; null where there is none yet. */
async function resume(
  tx: TransactionSql,
  studyId: string,
  participantHash: string,
  tokenHash: string,
): Promise<{ rater: string; consentedAt: string } | null> {
  // Two enrolments of one participant at the same time make one rater.
  await tx`select pg_advisory_xact_lock(hashtextextended(${participantHash}, 0))`;
  const [known] = await tx<{ rater: string; consentedAt: string }[]>`
    update arena.raters set token_hash = ${tokenHash}
    where study_id = ${studyId} and participant_hash = ${participantHash}
    returning id as rater, consented_at as "consentedAt"`;
  return known ? { ...known, consentedAt: new Date(known.consentedAt).toISOString() } : null;
}

interface NewRater extends Coming {
  id: string;
  studyId: string;
  tokenHash: string;
  network: string;
  now: Date;
}

async function insertRater(tx: TransactionSql, rater: NewRater): Promise<void> {
  const { id, studyId, tokenHash, cohort, network, invitationId, usesLeft, participantHash } = rater;
  if (invitationId !== null) {
    if (usesLeft === 0) return refuseUsed();
    await tx`update arena.invitations set uses_left = uses_left - 1 where id = ${invitationId}`;
  }
  const now = rater.now.toISOString();
  await tx`
    insert into arena.raters (id, study_id, token_hash, cohort, network, invitation_id, participant_hash, consented_at,
      practised_at, created_at)
    values (${id}, ${studyId}, ${tokenHash}, ${cohort}, ${network}, ${invitationId}, ${participantHash}, ${now}::timestamptz,
      case when not exists (select from arena.practice_ballots where study_id = ${studyId})
        then ${now}::timestamptz end, ${now}::timestamptz)`;
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

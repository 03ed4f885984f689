import type { arena } from '@fakexplain/contract';
import { hashSecret, type Sql, type TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { z } from '@hono/zod-openapi';
import { agree } from '../consents/agree.ts';
import { findInvitation, refuseUsed, type KnownInvitation } from '../invitations/find-invitation.ts';
import { hasPlace, overQuota } from '../invitations/places.ts';
import { studyPaused } from '../studies/study-paused.ts';
import { unknownStudy } from '../studies/read-study.ts';
import { raterWithdrawn } from '../withdrawals/withdraw-rater.ts';
import { hashParticipant, newRaterToken } from './tokens.ts';

interface Enrolment {
  consent: boolean;
  /** Of the text that was read; null: the one that is asked now. */
  version: string | null;
  /** Token of the invitation that the rater came by. */
  invitation: string | null;
  /** Ids that a panel gives. */
  participant: string | null;
  panelStudy: string | null;
  panelSession: string | null;
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
  cohort: string;
  invitation: KnownInvitation | null;
  participantHash: string | null;
}

type Enrolled = z.output<typeof arena.enrolledSchema>;

/**
 * Makes a rater of someone who consented, who takes a place. A participant of a panel who did so before is the same rater with a
 * new token, so that only the browser that came last goes on. Where a study has no practice ballots, there is nothing to practise.
 * @throws ProblemError `consent-needed`, `consent-changed`, `not-found`, `study-not-open`, `study-paused`, `invitation-not-valid`,
 *   `over-quota`, `rater-withdrawn`
 */
export async function enrol(
  sql: Sql,
  slug: string,
  enrolment: Enrolment,
  { clock, newId, participantKey }: Enrolling,
): Promise<Enrolled> {
  if (!enrolment.consent)
    throw new ProblemError('consent-needed', {
      detail: 'Nobody takes part in a study without consenting to it first.',
      errors: [{ path: 'body.consent', message: 'Must be true' }],
    });
  const now = clock();
  const token = newRaterToken(newId);
  return sql.begin(async (tx) => {
    const [study] = await tx<{ id: string; status: string; paused: boolean }[]>`
      select id, status, paused_at is not null as paused from arena.studies where slug = ${slug}`;
    if (!study) return unknownStudy(slug);
    const coming = await howCome(tx, study.id, enrolment, { now, participantKey });
    const { cohort, participantHash } = coming;
    const { version } = enrolment;
    const tokenHash = hashSecret(token);
    const before = participantHash
      ? await resume(tx, study.id, { participantHash, tokenHash, enrolment })
      : null;
    if (before) {
      await agree(tx, { rater: before.rater, studyId: study.id, version, now });
      return { ...before, token, cohort, resumed: true };
    }
    if (study.status !== 'open') return notOpen(study.status);
    if (study.paused) return studyPaused();
    const rater = newId();
    await insertRater(tx, { id: rater, studyId: study.id, tokenHash, enrolment, now, ...coming });
    await agree(tx, { rater, studyId: study.id, version, now });
    return { rater, token, consentedAt: now.toISOString(), cohort, resumed: false };
  }) as Promise<Enrolled>;
}

/** The cohort is the invitation's; that of a panel takes a participant too, and nothing else does. */
async function howCome(
  tx: TransactionSql,
  studyId: string,
  { invitation: token, participant }: Enrolment,
  { now, participantKey }: { now: Date; participantKey: string },
): Promise<Coming> {
  const open: Coming = { cohort: 'open', invitation: null, participantHash: null };
  if (token === null) return open;
  const invitation = await findInvitation(tx, studyId, token, now);
  const { cohort, panel } = invitation;
  if (!panel) return { cohort, invitation, participantHash: null };
  if (participant === null) return open;
  const participantHash = hashParticipant(participantKey, { studyId, panel: panel.name, participant });
  return { cohort, invitation, participantHash };
}

/** The rater that this participant is, who has the new token from now on; null where there is none yet. */
async function resume(
  tx: TransactionSql,
  studyId: string,
  {
    participantHash,
    tokenHash,
    enrolment,
  }: { participantHash: string; tokenHash: string; enrolment: Enrolment },
): Promise<{ rater: string; consentedAt: string } | null> {
  // Two enrolments of one participant at the same time make one rater.
  await tx`select pg_advisory_xact_lock(hashtextextended(${participantHash}, 0))`;
  const [known] = await tx<{ rater: string; consentedAt: string; withdrawn: boolean }[]>`
    update arena.raters r set token_hash = ${tokenHash}
    from arena.participants p
    where p.study_id = ${studyId} and p.participant_hash = ${participantHash} and r.id = p.rater_id
    returning r.id as rater, r.consented_at as "consentedAt", r.withdrawn`;
  if (!known) return null;
  const { withdrawn, ...rater } = known;
  if (withdrawn) return raterWithdrawn();
  const { participant, panelStudy, panelSession } = enrolment;
  await tx`
    update arena.participants set participant = ${participant},
      panel_study = coalesce(${panelStudy}, panel_study), panel_session = coalesce(${panelSession}, panel_session)
    where rater_id = ${rater.rater}`;
  return { ...rater, consentedAt: new Date(rater.consentedAt).toISOString() };
}

interface NewRater extends Coming {
  id: string;
  studyId: string;
  tokenHash: string;
  enrolment: Enrolment;
  now: Date;
}

async function insertRater(tx: TransactionSql, rater: NewRater): Promise<void> {
  const { id, studyId, tokenHash, cohort, invitation, participantHash, enrolment } = rater;
  const invitationId = invitation?.id ?? null;
  if (!(await hasPlace(tx, { studyId, invitationId }, rater.now))) {
    if (invitation && invitation.places === 1 && !invitation.panel) return refuseUsed();
    return overQuota();
  }
  const now = rater.now.toISOString();
  await tx`
    insert into arena.raters (id, study_id, token_hash, cohort, network, invitation_id, consented_at, practised_at, created_at)
    values (${id}, ${studyId}, ${tokenHash}, ${cohort}, ${enrolment.network}, ${invitationId}, ${now}::timestamptz,
      case when not exists (select from arena.practice_ballots where study_id = ${studyId})
        then ${now}::timestamptz end, ${now}::timestamptz)`;
  if (participantHash === null) return;
  const { participant, panelStudy, panelSession } = enrolment;
  await tx`
    insert into arena.participants (rater_id, study_id, participant_hash, participant, panel_study, panel_session)
    values (${id}, ${studyId}, ${participantHash}, ${participant}, ${panelStudy}, ${panelSession})`;
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

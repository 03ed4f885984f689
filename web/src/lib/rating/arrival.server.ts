import { arena, call, orErrorPage, ServiceProblem, toArena } from '#lib/server/services.ts';

/** How someone came to a study, by the address. */
export interface Arrival {
  /** Token of the invitation, where it is valid. */
  invitation: string | null;
  /** Id on Prolific, where the invitation is for Prolific. */
  participant: string | null;
  cohort: 'open' | 'invited' | 'prolific';
  declinedCode: string | null;
  /** What of the address does not count. */
  problem: 'invitation-not-valid' | 'prolific-link-needed' | null;
}

const stranger: Arrival = {
  invitation: null,
  participant: null,
  cohort: 'open',
  declinedCode: null,
  problem: null,
};
const refusals = new Set(['invitation-not-valid', 'invalid-request']);

/** Reads `invitation` and `PROLIFIC_PID` from the address; Prolific's other parameters are not needed. */
export async function readArrival(study: string, query: URLSearchParams): Promise<Arrival> {
  const invitation = query.get('invitation');
  const given = query.get('PROLIFIC_PID');
  // A link whose placeholder Prolific did not fill in brings no participant.
  const participant = given && /^[A-Za-z0-9_-]{1,64}$/.test(given) ? given : null;
  const unknown: Arrival = given ? { ...stranger, problem: 'prolific-link-needed' } : stranger;
  if (!invitation) return unknown;
  try {
    const asked = { params: { study }, body: { invitation } };
    const { cohort, declinedCode } = await call(arena.readInvitation, asked, toArena());
    if (cohort === 'invited') return { ...unknown, invitation, cohort };
    // A link of Prolific's without a participant, as where someone passed it on.
    if (!participant) return { ...stranger, problem: 'prolific-link-needed' };
    return { invitation, participant, cohort, declinedCode, problem: null };
  } catch (cause) {
    if (cause instanceof ServiceProblem && refusals.has(cause.slug))
      return { ...stranger, problem: 'invitation-not-valid' };
    return orErrorPage(Promise.reject(cause));
  }
}

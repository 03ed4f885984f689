import { arena, call, orErrorPage, ServiceProblem, toArena } from '#lib/server/services.ts';
import { panelName } from './panel-name.server.ts';

/** How someone came to a study, by the address. */
export interface Arrival {
  /** Token of the invitation, where it is valid. */
  invitation: string | null;
  cohort: string;
  /** Name of the panel that the invitation is for. */
  panel: string | null;
  /** Ids that the panel gives, as it says. */
  participant: string | null;
  panelStudy: string | null;
  panelSession: string | null;
  /** Whether all places are taken. */
  full: boolean;
  /** Where who does not agree, or finds no place, is led. */
  declined: arena.WayBack | null;
  overQuota: arena.WayBack | null;
  /** What of the address does not count. */
  problem: 'invitation-not-valid' | 'panel-link-needed' | null;
}

const stranger: Arrival = {
  invitation: null,
  cohort: 'open',
  panel: null,
  participant: null,
  panelStudy: null,
  panelSession: null,
  full: false,
  declined: null,
  overQuota: null,
  problem: null,
};
const refusals = new Set(['invitation-not-valid', 'invalid-request']);
/** Of a panel’s link that lost its invitation; others cannot be told from what any link may hold. */
const prolificParameter = 'PROLIFIC_PID';

/** Reads `invitation` from the address, and with it the parameters that the invitation's panel names. */
export async function readArrival(study: string, query: URLSearchParams): Promise<Arrival> {
  const invitation = query.get('invitation');
  const unknown: Arrival = query.has(prolificParameter)
    ? { ...stranger, problem: 'panel-link-needed' }
    : stranger;
  if (!invitation) return unknown;
  try {
    const asked = { params: { study }, body: { invitation } };
    const { cohort, full, panel } = await call(arena.readInvitation, asked, toArena());
    if (!panel) return { ...unknown, invitation, cohort, full };
    // A link whose placeholder the panel did not fill in brings no participant.
    const idIn = (name: string | null) =>
      arena.panelId.safeParse(name === null ? null : query.get(name)).data ?? null;
    const { parameters, returns } = panel;
    const participant = idIn(parameters.participant);
    // As where someone passed the link on.
    if (participant === null) return { ...stranger, problem: 'panel-link-needed' };
    const [panelStudy, panelSession] = [idIn(parameters.study), idIn(parameters.session)];
    const came = { participant, study: panelStudy, session: panelSession };
    return {
      invitation,
      cohort,
      panel: panelName(panel.name),
      participant,
      panelStudy,
      panelSession,
      full,
      declined: arena.wayBackOf(panel, returns.declined, came),
      overQuota: arena.wayBackOf(panel, returns.overQuota, came),
      problem: null,
    };
  } catch (cause) {
    if (cause instanceof ServiceProblem && refusals.has(cause.slug))
      return { ...stranger, problem: 'invitation-not-valid' };
    return orErrorPage(Promise.reject(cause));
  }
}

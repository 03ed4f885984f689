import { arena } from '@fakexplain/contract';
import { hashSecret, recordChange, type Sql } from '@fakexplain/database';
import type { z } from '@hono/zod-openapi';
import { ProblemError } from '@fakexplain/service-kit';
import { newToken } from '../raters/tokens.ts';
import { unknownStudy } from '../studies/read-study.ts';

type NewInvitations = z.output<typeof arena.newInvitationsSchema>;

/** A panel leads all participants to one link; this many where neither it nor the study says how many. */
const placesOfPanel = 10_000;

const dayMs = 86_400_000;

interface StudyRow {
  id: string;
  status: string;
  places: number | null;
  ballotsPerRater: number | null;
  returnCodes: { completed: string; screenedOut: string | null; declined: string | null } | null;
}

/**
 * Makes invitations; only hashes of their tokens are kept.
 * @throws ProblemError `not-found`, `study-not-open` (closed), `invalid-request` (a panel without a way back, or a turn without an end)
 */
export async function createInvitations(
  sql: Sql,
  slug: string,
  asked: NewInvitations,
  { clock, newId }: { clock: () => Date; newId: () => string },
): Promise<arena.InvitationsMade> {
  const [study] = await sql<StudyRow[]>`
    select id, status, places, ballots_per_rater as "ballotsPerRater", return_codes as "returnCodes"
    from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  if (study.status === 'closed')
    throw new ProblemError('study-not-open', { detail: `The study "${slug}" is closed; nobody can come.` });
  const { cohort, count, days, preset } = asked;
  const panel = panelOf(asked, study);
  const places = asked.places ?? (panel ? (study.places ?? placesOfPanel) : 1);
  const now = clock();
  const expiresAt = new Date(now.getTime() + days * dayMs).toISOString();
  const made = Array.from({ length: count }, () => ({ id: newId(), token: newToken(newId) }));
  const rows = made.map(({ id, token }) => ({ id, hash: hashSecret(token) }));
  await sql.begin(async (tx) => {
    await tx`
    insert into arena.invitations (id, study_id, token_hash, cohort, places, panel, expires_at, created_at)
    select id, ${study.id}, hash, ${cohort}, ${places}, ${panel && JSON.stringify(panel)}::text::jsonb,
      ${expiresAt}::timestamptz, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as made(id uuid, hash text)`;
    const ids = made.map(({ id }) => id);
    const after = { cohort, places, panel, expiresAt, ids };
    await recordChange(tx, { action: 'createInvitations', subject: { kind: 'study', name: slug }, after });
  });
  const tokens = made.map(({ token }) => token);
  const filledIn = preset === null ? '' : arena.panelPresets[preset].filledIn;
  const paths = tokens.map((token) => `/rate/${slug}?invitation=${token}${filledIn && `&${filledIn}`}`);
  return { cohort, places, panel, expiresAt, tokens, paths };
}

/** The rule of the panel: the preset's, with what differs from it. */
function panelOf({ preset, panel }: NewInvitations, study: StudyRow): arena.Panel | null {
  if (preset === null && panel === undefined) return null;
  const rule = arena.panelPresets[preset ?? 'other'].panel;
  const { returnCodes } = study;
  const returns = panel?.returns ?? {
    completed: returnCodes?.completed ?? null,
    screenedOut: returnCodes?.screenedOut ?? null,
    declined: returnCodes?.declined ?? null,
    overQuota: null,
  };
  if (returns.completed === null)
    throw new ProblemError('invalid-request', {
      detail: 'Participants of a panel need a way back to it.',
      errors: [
        { path: 'body.panel.returns.completed', message: 'Neither given nor among the study’s returnCodes' },
      ],
    });
  if (study.ballotsPerRater === null)
    throw new ProblemError('invalid-request', {
      detail:
        'Participants of a panel are paid for a turn that has an end: the study needs a number of ballots a rater.',
      errors: [{ path: 'body.preset', message: 'The study has no ballotsPerRater' }],
    });
  return {
    name: panel?.name ?? rule.name,
    parameters: panel?.parameters ?? rule.parameters,
    returns,
    codeAddress: panel?.codeAddress === undefined ? rule.codeAddress : panel.codeAddress,
  };
}

import { hashSecret, type Sql } from '@fakexplain/database';
import { bearerToken, ProblemError } from '@fakexplain/service-kit';
import type { LeftOut } from '../studies/leave-out.ts';
import { unknownStudy } from '../studies/read-study.ts';

export interface Rater {
  id: string;
  practised: boolean;
  screenedOut: boolean;
  /** For good, or with the study. */
  ended: boolean;
  withdrawn: boolean;
  /** To the text that the study asks now. */
  agreed: boolean;
  /** Whether the rater's place was given back. */
  placeless: boolean;
  study: RaterStudy;
}

/** What drawing and answering need of the study that a rater is in. */
export interface RaterStudy {
  id: string;
  slug: string;
  status: 'draft' | 'open' | 'closed';
  paused: boolean;
  policy: 'balanced' | 'uncertainty';
  ballotTtlS: number;
  ballotsPerRater: number | null;
  repeatShare: number;
  checkShare: number;
  soundArm: number;
  requiredPractice: number;
  leaveOut: LeftOut;
  /** Whether raters judge the image before they see the explanations. */
  reliance: boolean;
}

/** Hash of the token that a request carries. @throws ProblemError `unauthenticated` */
export const tokenHashOf = (authorization: string | undefined) => hashSecret(bearerToken(authorization));

export function unknownToken(): never {
  throw new ProblemError('unauthenticated', { detail: 'The token is not one of a rater here.' });
}

/** What `raterOf` needs. */
export type RaterRow = RaterStudy & Omit<Rater, 'id' | 'study'> & { raterId: string | null };

/** A study by slug with the rater whose token it is; none where the token is not of a rater there. */
export const selectRater = (sql: Sql, tokenHash: string, slug: string) => sql`
    select s.id, s.slug, s.status, s.paused_at is not null as paused, s.policy, s.ballot_ttl_s as "ballotTtlS",
      s.ballots_per_rater as "ballotsPerRater", s.repeat_share as "repeatShare", s.check_share as "checkShare",
      s.sound_arm as "soundArm", s.leave_out as "leaveOut", s.reliance, s.required_practice as "requiredPractice", r.id as "raterId",
      r.practised_at is not null as practised, r.screened_out_at is not null as "screenedOut",
      r.ended_at is not null or s.status = 'closed' as ended, coalesce(r.withdrawn, false) as withdrawn,
      coalesce(r.place = 'given-back', false) as placeless,
      s.consent_hash is null or exists (
        select from arena.agreements a where a.rater_id = r.id and a.consent_hash = s.consent_hash) as agreed
    from arena.studies s
    left join arena.raters r on r.study_id = s.id and r.token_hash = ${tokenHash}
    where s.slug = ${slug}`;

/** @throws ProblemError `unauthenticated` */
export function raterOf(row: RaterRow): Rater {
  const { raterId, practised, screenedOut, ended, withdrawn, agreed, placeless, ...study } = row;
  if (!raterId) return unknownToken();
  return { id: raterId, practised, screenedOut, ended, withdrawn, agreed, placeless, study };
}

/**
 * The rater of a study whose token a request carries; a token of another study does not count.
 * @throws ProblemError `unauthenticated`, `not-found`
 */
export async function identifyRater(
  sql: Sql,
  authorization: string | undefined,
  slug: string,
): Promise<Rater> {
  const [row] = await sql<RaterRow[]>`${selectRater(sql, tokenHashOf(authorization), slug)}`;
  return row ? raterOf(row) : unknownStudy(slug);
}

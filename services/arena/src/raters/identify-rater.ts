import { createHash } from 'node:crypto';
import type { Sql } from '@fakexplain/database';
import { bearerToken, ProblemError } from '@fakexplain/service-kit';
import { unknownStudy } from '../studies/read-study.ts';

export interface Rater {
  id: string;
  practised: boolean;
  study: RaterStudy;
}

/** What drawing and answering need of the study that a rater is in. */
export interface RaterStudy {
  id: string;
  slug: string;
  status: 'draft' | 'open' | 'closed';
  policy: 'balanced' | 'uncertainty';
  ballotTtlS: number;
  ballotsPerRater: number | null;
  repeatShare: number;
  checkShare: number;
  soundArm: number;
  results: 'hidden' | 'delayed' | 'live';
}

/** What is kept of a rater's token. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

/** Hash of the token that a request carries. @throws ProblemError `unauthenticated` */
export const tokenHashOf = (authorization: string | undefined) => hashToken(bearerToken(authorization));

export function unknownToken(): never {
  throw new ProblemError('unauthenticated', { detail: 'The token is not one of a rater here.' });
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
  const [row] = await sql<(RaterStudy & { raterId: string | null; practised: boolean })[]>`
    select s.id, s.slug, s.status, s.policy, s.ballot_ttl_s as "ballotTtlS",
      s.ballots_per_rater as "ballotsPerRater", s.repeat_share as "repeatShare", s.check_share as "checkShare",
      s.sound_arm as "soundArm", s.results, r.id as "raterId", r.practised_at is not null as practised
    from arena.studies s
    left join arena.raters r on r.study_id = s.id and r.token_hash = ${tokenHashOf(authorization)}
    where s.slug = ${slug}`;
  if (!row) return unknownStudy(slug);
  const { raterId, practised, ...study } = row;
  return raterId ? { id: raterId, practised, study } : unknownToken();
}

import type { Sql } from '@fakexplain/database';
import { raterOf, selectRater, tokenHashOf, type Rater, type RaterRow } from '../raters/identify-rater.ts';
import { unknownStudy } from '../studies/read-study.ts';

type Fragment = ReturnType<Sql>;

/** A ballot that the rater was given before. */
export interface PastBallot {
  id: string;
  ordinal: number;
  kind: 'regular' | 'repeat' | 'check';
  image: number;
  leftArm: number;
  rightArm: number;
  repeatOf: string | null;
  answered: boolean;
  /** Neither answered, passed nor expired. */
  open: boolean;
}

/** The rater whose token a request carries, and their ballots, oldest first. @throws ProblemError as `identifyRater` */
export async function identifyWithPast(
  sql: Sql,
  authorization: string | undefined,
  slug: string,
  now: Date,
): Promise<{ rater: Rater; past: PastBallot[] }> {
  const [row] = await sql<(RaterRow & { past: PastBallot[] })[]>`
    select found.*, ${pastOf(sql, sql`found."raterId"`, now)} as past
    from (${selectRater(sql, tokenHashOf(authorization), slug)}) found`;
  if (!row) return unknownStudy(slug);
  const { past, ...found } = row;
  return { rater: raterOf(found), past };
}

/** A rater's ballots, oldest first. */
export async function selectRaterPast(sql: Sql, raterId: string, now: Date): Promise<PastBallot[]> {
  const [row] = await sql<
    { past: PastBallot[] }[]
  >`select ${pastOf(sql, sql`${raterId}::uuid`, now)} as past`;
  return row?.past ?? [];
}

/** The same as an expression, in JSON. @param raterId an expression of its id */
export const pastOf = (sql: Sql, raterId: Fragment, now: Date) => sql`
    (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'ordinal', b.ordinal, 'kind', b.kind, 'image', b.image_position,
        'leftArm', b.left_arm, 'rightArm', b.right_arm, 'repeatOf', b.repeat_of, 'answered', v.id is not null,
        'open', v.id is null and p.ballot_id is null and b.expires_at > ${now.toISOString()}::timestamptz) order by b.ordinal), '[]')
      from arena.ballots b
      left join arena.votes v on v.ballot_id = b.id and v.revision = 0
      left join arena.passes p on p.ballot_id = b.id
      where b.rater_id = ${raterId})`;

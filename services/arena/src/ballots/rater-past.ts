import type { Sql } from '@fakexplain/database';

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

/** A rater's ballots, oldest first. */
export function selectRaterPast(sql: Sql, raterId: string, now: Date): Promise<PastBallot[]> {
  return sql<PastBallot[]>`
    select b.id, b.ordinal, b.kind, b.image_position as image, b.left_arm as "leftArm", b.right_arm as "rightArm",
      b.repeat_of as "repeatOf", v.id is not null as answered,
      v.id is null and p.ballot_id is null and b.expires_at > ${now.toISOString()}::timestamptz as open
    from arena.ballots b
    left join arena.votes v on v.ballot_id = b.id and v.revision = 0
    left join arena.passes p on p.ballot_id = b.id
    where b.rater_id = ${raterId}
    order by b.ordinal`;
}

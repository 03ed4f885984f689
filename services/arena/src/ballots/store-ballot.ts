import type { Sql } from '@fakexplain/database';
import type { PairDraws } from './place-pair.ts';

export interface NewBallot {
  id: string;
  studyId: string;
  raterId: string;
  kind: 'regular' | 'repeat' | 'check';
  image: number;
  left: ShownArm;
  right: ShownArm;
  repeatOf: string | null;
  soundSide: 'left' | 'right' | null;
  probability: number;
  ordinal: number;
  issuedAt: Date;
  expiresAt: Date;
}

/** An arm and the image of which its explanation is taken; only a check shows another image's. */
interface ShownArm {
  arm: number;
  image: number;
}

/** Draws so far of a pair (a < b), on the images that had any. */
export async function selectPairDraws(
  sql: Sql,
  studyId: string,
  { a, b }: { a: number; b: number },
): Promise<PairDraws[]> {
  const [row] = await sql<{ image: number[]; a: number[]; b: number[] }[]>`
    select coalesce(array_agg(image_position), '{}') as image, coalesce(array_agg(a_on_left), '{}') as a,
      coalesce(array_agg(b_on_left), '{}') as b
    from arena.draw_counts where study_id = ${studyId} and arm_a = ${a} and arm_b = ${b}`;
  return (row?.image ?? []).map((image, index) => ({
    image,
    aOnLeft: row?.a[index] ?? 0,
    bOnLeft: row?.b[index] ?? 0,
  }));
}

/** @returns false where another request of this rater was given the ordinal, the image or the repeat in the meantime */
export async function insertBallot(sql: Sql, ballot: NewBallot): Promise<boolean> {
  const { id, studyId, raterId, kind, image, left, right, repeatOf, soundSide, probability, ordinal } =
    ballot;
  const [row] = await sql<{ drawn: boolean }[]>`
    with drawn as (
      insert into arena.ballots (id, study_id, rater_id, kind, image_position, left_arm, right_arm,
        left_explanation_id, right_explanation_id, repeat_of, sound_side, probability, ordinal, words, issued_at,
        expires_at)
      select ${id}, ${studyId}, ${raterId}, ${kind}, ${image}, l.arm_position, r.arm_position,
        l.explanation_id, r.explanation_id, ${repeatOf}, ${soundSide}, ${probability}, ${ordinal}, w.words,
        ${ballot.issuedAt.toISOString()}::timestamptz, ${ballot.expiresAt.toISOString()}::timestamptz
      from arena.study_explanations l
      join arena.study_explanations r on r.study_id = l.study_id
      cross join lateral (
        select sum(regexp_count(e.reasoning, '\\S+') + regexp_count(
          coalesce(jsonb_path_query_array(e.regions, '$[*].description')::text, ''), '\\S+'))::int as words
        from catalog.parsed_explanations e where e.id in (l.explanation_id, r.explanation_id)
      ) w
      where l.study_id = ${studyId} and l.image_position = ${left.image} and l.arm_position = ${left.arm}
        and r.image_position = ${right.image} and r.arm_position = ${right.arm}
      on conflict do nothing
      returning id, study_id, kind, image_position, left_arm, right_arm, expires_at
    ), opened as (
      insert into arena.open_ballots (ballot_id, study_id, expires_at)
      select id, study_id, expires_at from drawn where kind = 'regular'
    ), counted as (
      insert into arena.draw_counts as c (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
      select study_id, least(left_arm, right_arm), greatest(left_arm, right_arm), image_position,
        (left_arm < right_arm)::int, (left_arm > right_arm)::int
      from drawn where kind = 'regular'
      on conflict (study_id, arm_a, arm_b, image_position) do update set
        a_on_left = c.a_on_left + excluded.a_on_left, b_on_left = c.b_on_left + excluded.b_on_left
    )
    select exists (select from drawn) as drawn`;
  return row?.drawn ?? false;
}

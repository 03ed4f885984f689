import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { PairDraws } from './place-pair.ts';
import { ballotOf, ballotsOf, selectShown, type BallotRow } from './read-ballots.ts';

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

/** PostgreSQL's code of a broken unique key. */
const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === '23505';

/**
 * Stores the ballots of a draw of one rater, all or none, and reads them with the open ones, by id, as the rater sees them.
 * @returns null where another request of this rater was given an ordinal, an image or a repeat in the meantime
 */
export async function insertBallots(
  sql: Sql,
  ballots: readonly NewBallot[],
  open: readonly string[],
): Promise<arena.Ballot[] | null> {
  const rows = ballots.map(({ left, right, repeatOf, soundSide, issuedAt, expiresAt, ...ballot }) => ({
    id: ballot.id,
    study_id: ballot.studyId,
    rater_id: ballot.raterId,
    kind: ballot.kind,
    image: ballot.image,
    left_arm: left.arm,
    left_image: left.image,
    right_arm: right.arm,
    right_image: right.image,
    repeat_of: repeatOf,
    sound_side: soundSide,
    probability: ballot.probability,
    ordinal: ballot.ordinal,
    issued_at: issuedAt,
    expires_at: expiresAt,
  }));
  const inserting = sql<BallotRow[]>`
    with asked as (
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as a(id uuid, study_id uuid, rater_id uuid,
        kind arena.ballot_kind, image int, left_arm smallint, left_image int, right_arm smallint, right_image int,
        repeat_of uuid, sound_side arena.choice, probability float8, ordinal int, issued_at timestamptz,
        expires_at timestamptz)
    ), drawn as (
      insert into arena.ballots (id, study_id, rater_id, kind, image_position, left_arm, right_arm,
        left_explanation_id, right_explanation_id, repeat_of, sound_side, probability, ordinal, words, issued_at,
        expires_at)
      select a.id, a.study_id, a.rater_id, a.kind, a.image, a.left_arm, a.right_arm, l.explanation_id, r.explanation_id,
        a.repeat_of, a.sound_side, a.probability, a.ordinal, w.words, a.issued_at, a.expires_at
      from asked a
      join arena.study_explanations l
        on l.study_id = a.study_id and l.image_position = a.left_image and l.arm_position = a.left_arm
      join arena.study_explanations r
        on r.study_id = a.study_id and r.image_position = a.right_image and r.arm_position = a.right_arm
      cross join lateral (
        select sum(regexp_count(e.reasoning, '\\S+') + regexp_count(
          coalesce(jsonb_path_query_array(e.regions, '$[*].description')::text, ''), '\\S+'))::int as words
        from catalog.parsed_explanations e where e.id in (l.explanation_id, r.explanation_id)
      ) w
      order by a.ordinal
      returning *
    ), opened as (
      insert into arena.open_ballots (ballot_id, study_id, expires_at)
      select id, study_id, expires_at from drawn where kind = 'regular'
    ), counted as (
      insert into arena.draw_counts as c (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
      select study_id, least(left_arm, right_arm), greatest(left_arm, right_arm), image_position,
        (left_arm < right_arm)::int, (left_arm > right_arm)::int
      from drawn where kind = 'regular'
      -- In the order of those who give back, so that nobody waits in a circle.
      order by 2, 3, 4
      on conflict (study_id, arm_a, arm_b, image_position) do update set
        a_on_left = c.a_on_left + excluded.a_on_left, b_on_left = c.b_on_left + excluded.b_on_left
    )
    ${selectShown(sql, sql`${ballotsOf(sql, open)} union all select * from drawn`)}`;
  try {
    const shown = await inserting;
    if (shown.length === open.length + ballots.length) return shown.map(ballotOf);
    throw new Error(`of ${ballots.length} drawn ballots ${shown.length - open.length} have explanations`);
  } catch (error) {
    if (isTaken(error)) return null;
    throw error;
  }
}

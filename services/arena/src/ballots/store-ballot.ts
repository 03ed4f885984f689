import { outageOf, pageLimits, type Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { gather } from '../gather.ts';
import type { ArmExplanation, Place } from './shown-explanations.ts';

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

/** What an arm shows on an image; only a check shows another image's. */
interface ShownArm extends Place {
  explanation: ArmExplanation;
}

/** Draws that are stored at once. */
const mostAtOnce = 64;

/** PostgreSQL's code of a broken unique key. */
const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === '23505';

/**
 * Stores the ballots of a draw, which are of one rater, all or none. Draws that arrive together are stored together.
 * @returns false where another request of this rater was given an ordinal, an image or a repeat in the meantime
 */
export function createStoring(sql: Sql): (drawn: NewBallot[]) => Promise<boolean> {
  const insert = gather({
    work: (draws: NewBallot[][]) => insertBallots(sql, draws),
    keyOf: ([first]) => first?.raterId ?? '',
    most: mostAtOnce,
    isOfAll: (error) => outageOf(error) !== null,
    patienceMs: pageLimits.queueS * 1_000,
    refusal: () =>
      new ProblemError('not-ready', {
        detail: 'Ballots wait for the database. Try again in a moment.',
        headers: { 'retry-after': '2' },
      }),
  });
  return (drawn) =>
    insert(drawn).then(
      () => true,
      (error: unknown) => {
        if (isTaken(error)) return false;
        throw error;
      },
    );
}

async function insertBallots(sql: Sql, draws: readonly NewBallot[][]): Promise<void[]> {
  const rows = draws.flat().map(({ left, right, repeatOf, soundSide, issuedAt, expiresAt, ...ballot }) => ({
    id: ballot.id,
    study_id: ballot.studyId,
    rater_id: ballot.raterId,
    kind: ballot.kind,
    image_position: ballot.image,
    left_arm: left.arm,
    right_arm: right.arm,
    left_explanation_id: left.explanation.explanationId,
    right_explanation_id: right.explanation.explanationId,
    repeat_of: repeatOf,
    sound_side: soundSide,
    probability: ballot.probability,
    ordinal: ballot.ordinal,
    words: left.explanation.words + right.explanation.words,
    issued_at: issuedAt,
    expires_at: expiresAt,
  }));
  await sql`
    with drawn as (
      insert into arena.ballots (id, study_id, rater_id, kind, image_position, left_arm, right_arm,
        left_explanation_id, right_explanation_id, repeat_of, sound_side, probability, ordinal, words, issued_at,
        expires_at)
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as asked(id uuid, study_id uuid, rater_id uuid,
        kind arena.ballot_kind, image_position int, left_arm smallint, right_arm smallint, left_explanation_id uuid,
        right_explanation_id uuid, repeat_of uuid, sound_side arena.choice, probability float8, ordinal int, words int,
        issued_at timestamptz, expires_at timestamptz)
      order by rater_id, ordinal
      returning id, study_id, kind, image_position, left_arm, right_arm, expires_at
    ), opened as (
      insert into arena.open_ballots (ballot_id, study_id, expires_at)
      select id, study_id, expires_at from drawn where kind = 'regular'
    )
    insert into arena.draw_counts as c (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
    select study_id, least(left_arm, right_arm), greatest(left_arm, right_arm), image_position,
      sum((left_arm < right_arm)::int), sum((left_arm > right_arm)::int)
    from drawn where kind = 'regular'
    group by 1, 2, 3, 4
    -- In the order of those who give back, so that nobody waits in a circle.
    order by 1, 2, 3, 4
    on conflict (study_id, arm_a, arm_b, image_position) do update set
      a_on_left = c.a_on_left + excluded.a_on_left, b_on_left = c.b_on_left + excluded.b_on_left`;
  return draws.map(() => undefined);
}

import type { arena } from '@fakexplain/contract';
import { outageOf, pageLimits, type Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { gather } from '../gather.ts';
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

/** Draws that are stored at once. */
const mostAtOnce = 64;

/** PostgreSQL's code of a broken unique key. */
const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === '23505';

/** New ballots of one rater, and the ids of the open ones. */
export interface Draw {
  raterId: string;
  drawn: readonly NewBallot[];
  open: readonly string[];
}

/**
 * Stores the ballots of a draw, all or none, and reads them with the open ones as the rater sees them. Draws that arrive together
 * are stored together.
 * @returns null where another request of this rater was given an ordinal, an image or a repeat in the meantime
 */
export function createStoring(sql: Sql): (draw: Draw) => Promise<arena.Ballot[] | null> {
  const insert = gather({
    work: (draws: Draw[]) => insertBallots(sql, draws),
    keyOf: ({ raterId }) => raterId,
    most: mostAtOnce,
    isOfAll: (error) => outageOf(error) !== null,
    patienceMs: pageLimits.queueS * 1_000,
    refusal: () =>
      new ProblemError('not-ready', {
        detail: 'Ballots wait for the database. Try again in a moment.',
        headers: { 'retry-after': '2' },
      }),
  });
  return (draw) =>
    insert(draw).catch((error: unknown) => {
      if (isTaken(error)) return null;
      throw error;
    });
}

async function insertBallots(sql: Sql, draws: readonly Draw[]): Promise<arena.Ballot[][]> {
  const ballots = draws.flatMap(({ drawn }) => drawn);
  const open = draws.flatMap((draw) => draw.open);
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
  const shown = await sql<BallotRow[]>`
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
      order by a.rater_id, a.ordinal
      returning *
    ), opened as (
      insert into arena.open_ballots (ballot_id, study_id, expires_at)
      select id, study_id, expires_at from drawn where kind = 'regular'
    ), counted as (
      insert into arena.draw_counts as c (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
      select study_id, least(left_arm, right_arm), greatest(left_arm, right_arm), image_position,
        sum((left_arm < right_arm)::int), sum((left_arm > right_arm)::int)
      from drawn where kind = 'regular'
      group by 1, 2, 3, 4
      -- In the order of those who give back, so that nobody waits in a circle.
      order by 1, 2, 3, 4
      on conflict (study_id, arm_a, arm_b, image_position) do update set
        a_on_left = c.a_on_left + excluded.a_on_left, b_on_left = c.b_on_left + excluded.b_on_left
    )
    ${selectShown(sql, sql`${ballotsOf(sql, open)} union all select * from drawn`)}`;
  if (shown.length !== open.length + ballots.length)
    throw new Error(`of ${ballots.length} drawn ballots ${shown.length - open.length} have explanations`);
  const shownById = new Map(shown.map((row) => [row.id, row]));
  return draws.map(({ drawn, open }) =>
    [...open, ...drawn.map(({ id }) => id)].flatMap((id) => {
      const row = shownById.get(id);
      return row ? [ballotOf(row)] : [];
    }),
  );
}

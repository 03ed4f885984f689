import type { arena, BallotExplanation } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { ImageSize } from '@fakexplain/explanation';
import { ProblemError } from '@fakexplain/service-kit';
import { unknownToken } from '../raters/identify-rater.ts';
import { voteOf } from '../votes/vote-row.ts';
import type { VoteRow } from '../votes/vote-row.ts';
import { leaveOutParts, type LeftOut } from '../studies/leave-out.ts';
import { showExplanation } from '../studies/show-explanation.ts';
import type { ExplanationContent } from '../studies/show-explanation.ts';

/** An explanation with the size of the image it was written about. */
export type ExplanationRow = ExplanationContent & ImageSize;

export const showOn = (row: ExplanationRow, image: ImageSize, leftOut: LeftOut): BallotExplanation =>
  leaveOutParts(showExplanation(row, row, image), leftOut);

export interface BallotRow extends ImageSize {
  id: string;
  ordinal: number;
  issuedAt: string;
  expiresAt: string;
  leaveOut: LeftOut;
  left: ExplanationRow;
  right: ExplanationRow;
  vote: VoteRow | null;
  /** What the rater took the image for first, and when; null: not asked, or not said yet. */
  verdictBefore: arena.RaterVerdict | null;
  verdictBeforeAt: string | null;
  /** Whether the study asks for that before it shows the explanations. */
  reliance: boolean;
}

/** Ballots by id as their rater sees them, oldest first. */
export async function readBallots(sql: Sql, ids: readonly string[]): Promise<arena.Ballot[]> {
  const rows = await sql<BallotRow[]>`
    select b.id, b.ordinal, b.issued_at as "issuedAt", b.expires_at as "expiresAt", i.width, i.height,
      s.leave_out as "leaveOut", s.reliance, b.verdict_before as "verdictBefore", b.verdict_before_at as "verdictBeforeAt",
      jsonb_build_object('verdict', l.verdict, 'tags', l.tags, 'reasoning', l.reasoning, 'regions', l.regions,
        'width', l.width, 'height', l.height) as left,
      jsonb_build_object('verdict', r.verdict, 'tags', r.tags, 'reasoning', r.reasoning, 'regions', r.regions,
        'width', r.width, 'height', r.height) as right,
      (select jsonb_build_object('id', v.id, 'ballotId', v.ballot_id, 'revision', v.revision, 'choice', v.choice,
          'questions', s.questions, 'furtherAnswers', v.further_answers, 'strength', v.strength,
          'verdictAfter', v.verdict_after, 'reasons', v.reasons, 'comment', v.comment, 'castAt', v.cast_at, 'firstCastAt', f.cast_at,
          'correctionWindowS', s.correction_window_s)
        from arena.current_votes v
        join arena.votes f on f.ballot_id = v.ballot_id and f.revision = 0
        where v.ballot_id = b.id) as vote
    from arena.ballots b
    join arena.studies s on s.id = b.study_id
    join arena.study_images si on si.study_id = b.study_id and si.position = b.image_position
    join catalog.images i on i.sha256 = si.image_sha256
    join catalog.parsed_explanations l on l.id = b.left_explanation_id
    join catalog.parsed_explanations r on r.id = b.right_explanation_id
    where b.id = any(${sql.array([...ids])}::uuid[])
    order by b.ordinal`;
  return rows.map(ballotOf);
}

/** A ballot as its rater sees it: where a verdict comes first, without the explanations until it is given. */
export function ballotOf({ id, ordinal, leaveOut, left, right, vote, ...row }: BallotRow): arena.Ballot {
  const { width, height, reliance, verdictBefore: verdict, verdictBeforeAt } = row;
  const isShown = !reliance || verdict !== null;
  return {
    id,
    ordinal,
    image: { width, height },
    left: isShown ? showOn(left, { width, height }, leaveOut) : null,
    right: isShown ? showOn(right, { width, height }, leaveOut) : null,
    verdictBefore:
      verdict && verdictBeforeAt ? { verdict, givenAt: new Date(verdictBeforeAt).toISOString() } : null,
    issuedAt: new Date(row.issuedAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    vote: vote && voteOf(vote),
  };
}

export interface OwnBallot {
  id: string;
  /** Hash of its image. */
  sha256: string;
  /** Whether the image was asked for before. */
  served: boolean;
}

/** One of the rater's own ballots. @throws ProblemError `unauthenticated`, `not-found`, `not-your-ballot` */
export async function findOwnBallot(sql: Sql, tokenHash: string, ballotId: string): Promise<OwnBallot> {
  const [rater] = await sql<{ id: string; sha256: string | null; ownerId: string | null; served: boolean }[]>`
    select r.id, si.image_sha256 as sha256, b.rater_id as "ownerId", b.served_at is not null as served
    from arena.raters r
    left join arena.ballots b on b.id = ${ballotId}
    left join arena.study_images si on si.study_id = b.study_id and si.position = b.image_position
    where r.token_hash = ${tokenHash}`;
  if (!rater) return unknownToken();
  if (rater.sha256 === null)
    throw new ProblemError('not-found', { detail: `There is no ballot ${ballotId}.` });
  if (rater.ownerId !== rater.id)
    throw new ProblemError('not-your-ballot', { detail: 'This ballot was put to another rater.' });
  return { id: ballotId, sha256: rater.sha256, served: rater.served };
}

/** Notes when a ballot's image was first asked for: nobody judges it sooner. */
export async function noteServed(sql: Sql, { id, served }: OwnBallot, now: Date): Promise<void> {
  if (!served)
    await sql`
      update arena.ballots set served_at = ${now.toISOString()}::timestamptz where id = ${id} and served_at is null`;
}

import type { arena, ShownExplanation } from '@fakexplain/contract';
import type { Sql, TransactionSql } from '@fakexplain/database';
import type { ImageSize } from '@fakexplain/explanation';
import { ProblemError } from '@fakexplain/service-kit';
import type { z } from '@hono/zod-openapi';
import type { Rater } from '../raters/identify-rater.ts';
import type { PracticeKind } from '../studies/choose-practice.ts';
import { raterWithdrawn } from '../withdrawals/withdraw-rater.ts';
import { practiceOrder } from './kernels/practice-order.ts';
import { practiceWords } from './practice-words.ts';
import { showOn } from './read-ballots.ts';

interface PracticeRow extends ImageSize {
  position: number;
  left: ShownExplanation;
  right: ShownExplanation;
}

interface PracticeList {
  ballots: arena.PracticeBallot[];
  attempts: number;
}

/** The practice ballots as the rater sees them at an attempt. @throws ProblemError `not-found` */
export async function listPractice(sql: Sql, rater: Rater, attempt: number): Promise<PracticeList> {
  const rows = await sql<PracticeRow[]>`
    select p.position, i.width, i.height, p.left, p.right
    from arena.practice_ballots p join catalog.images i on i.sha256 = p.image_sha256
    where p.study_id = ${rater.study.id}`;
  const attempts = await countAttempts(sql, rater);
  if (attempt > attempts) return noSecondAttempt();
  const ballots = practiceOrder(rater.id, attempt, rows.length).flatMap(({ position, mirrored }) => {
    const row = rows.find((candidate) => candidate.position === position);
    if (!row) return [];
    const { width, height } = row;
    const image = { width, height };
    const shown = [row.left, row.right].map((side) =>
      showOn({ ...side, ...image }, image, rater.study.leaveOut),
    );
    const [left, right] = mirrored ? shown.toReversed() : shown;
    return left && right ? [{ position, image, left, right }] : [];
  });
  return { ballots, attempts };
}

/** @throws ProblemError `not-found` */
export async function findPracticeImage(
  sql: Sql,
  { study }: Rater,
  position: number,
): Promise<{ sha256: string }> {
  const [found] = await sql<{ sha256: string }[]>`
    select image_sha256 as sha256 from arena.practice_ballots
    where study_id = ${study.id} and position = ${position}`;
  return found ?? unknownPractice(position);
}

type Feedback = z.output<typeof arena.practiceFeedbackSchema>;

interface PracticeAnswer {
  position: number;
  choice: arena.Choice;
  attempt: number;
  /** Of the feedback. */
  language: arena.TextLanguage;
  now: Date;
}

interface KnownBallot {
  kind: PracticeKind;
  expected: arena.Choice;
  named: string[];
  count: number;
}

/**
 * Compares an answer with the expected one and keeps it; the first one of an attempt counts. With the last one the practice
 * is done, tried again, or missed for good. What is answered after that is not kept.
 * @throws ProblemError `not-found`
 */
export function answerPractice(sql: Sql, rater: Rater, answer: PracticeAnswer): Promise<Feedback> {
  return sql.begin(async (tx) => {
    const { position, choice, attempt, language } = answer;
    const [ballot] = await tx<KnownBallot[]>`
      select kind, expected, named,
        (select count(*)::int from arena.practice_ballots where study_id = ${rater.study.id}) as count
      from arena.practice_ballots where study_id = ${rater.study.id} and position = ${position}`;
    if (!ballot) return unknownPractice(position);
    const expected = expectedBy(rater.id, attempt, position, ballot);
    const words = { expected, feedback: practiceWords(ballot.kind, expected, ballot.named, language) };
    // Answers of several tabs wait for each other, so that one of them is the last.
    const [state] = await tx<{ practised: boolean; screenedOut: boolean; withdrawn: boolean }[]>`
      select practised_at is not null as practised, screened_out_at is not null as "screenedOut", withdrawn
      from arena.raters where id = ${rater.id} for update`;
    if (state?.withdrawn) return raterWithdrawn();
    const isOver = state?.practised || state?.screenedOut;
    if (!isOver) {
      if (attempt > (await countAttempts(tx, rater))) return noSecondAttempt();
      await tx`
        insert into arena.practice_answers (rater_id, attempt, position, choice, agreed, answered_at)
        values (${rater.id}, ${attempt}, ${position}, ${choice}, ${choice === expected},
          ${answer.now.toISOString()}::timestamptz)
        on conflict do nothing`;
    }
    const kept = await tx<{ position: number; choice: arena.Choice; agreed: boolean }[]>`
      select position, choice, agreed from arena.practice_answers
      where rater_id = ${rater.id} and attempt = ${attempt}`;
    const right = kept.filter(({ agreed }) => agreed).length;
    const counts = isOver ? choice : (kept.find((one) => one.position === position)?.choice ?? choice);
    const answered = { ...words, choice: counts, agreed: counts === expected, right };
    if (state?.practised) return { ...answered, outcome: 'practised' };
    if (state?.screenedOut) return { ...answered, outcome: 'screened-out' };
    if (kept.length < ballot.count) return { ...answered, outcome: 'under-way' };
    return { ...answered, outcome: await closeAttempt(tx, rater, { attempt, right, now: answer.now }) };
  }) as Promise<Feedback>;
}

async function closeAttempt(
  tx: TransactionSql,
  { id, study }: Rater,
  { attempt, right, now }: { attempt: number; right: number; now: Date },
): Promise<Feedback['outcome']> {
  if (right >= study.requiredPractice) {
    await tx`update arena.raters set practised_at = ${now.toISOString()}::timestamptz where id = ${id}`;
    return 'practised';
  }
  if (attempt === 1) return 'again';
  await tx`update arena.raters set screened_out_at = ${now.toISOString()}::timestamptz, place = 'given-back'
    where id = ${id}`;
  return 'screened-out';
}

/** A second attempt begins when every ballot of the first one was answered, and too few rightly. */
async function countAttempts(sql: Sql | TransactionSql, { id, study }: Rater): Promise<number> {
  const [row] = await sql<{ missed: boolean }[]>`
    select count(*) > 0 and count(*) = (select count(*) from arena.practice_ballots where study_id = ${study.id})
      and count(*) filter (where agreed) < ${study.requiredPractice} as missed
    from arena.practice_answers where rater_id = ${id} and attempt = 1`;
  return row?.missed ? 2 : 1;
}

function expectedBy(
  rater: string,
  attempt: number,
  position: number,
  { expected, count }: KnownBallot,
): arena.Choice {
  const place = practiceOrder(rater, attempt, count).find((one) => one.position === position);
  if (!place?.mirrored) return expected;
  return expected === 'left' ? 'right' : expected === 'right' ? 'left' : expected;
}

function unknownPractice(position: number): never {
  throw new ProblemError('not-found', { detail: `The study has no practice ballot ${position}.` });
}

function noSecondAttempt(): never {
  throw new ProblemError('not-found', {
    detail: 'A second attempt at the practice comes after a first one with too few right answers.',
  });
}

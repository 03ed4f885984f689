import { createHmac } from 'node:crypto';
import type { arena } from '@fakexplain/contract';
import type { TransactionSql } from '@fakexplain/database';
import { canonicalJson } from '../canonical-json.ts';
import { furtherAnswersOf } from '../votes/vote-row.ts';

type Kind = arena.LedgerEntry['kind'];

/** Something that happened to a study, as it is read where it happened. */
export interface Event {
  kind: Kind;
  /** The vote, the exclusion, or the rater who withdrew. */
  subject: string;
  raterId: string;
  /** Whether its rater has withdrawn, so that nothing of it is told any more. */
  isWithdrawn: boolean;
  /** What is told of it, but for the name of the rater and what stands elsewhere in the ledger. */
  said: Record<string, unknown>;
}

interface VoteRow {
  subject: string;
  raterId: string;
  isWithdrawn: boolean;
  sequence: number;
  revision: number;
  choice: string;
  reasons: string[];
  questions: arena.StudyQuestion[];
  furtherAnswers: arena.Choice[] | null;
  strength: string | null;
  verdictBefore: string | null;
  verdictBeforeMs: number | null;
  verdictAfter: string | null;
  responseMs: number | null;
  loadingMs: number | null;
  serverMs: number | null;
  input: string;
  castAt: string;
  ballot: string;
  repeatOf: string | null;
  kind: string;
  soundSide: string | null;
  ordinal: number;
  probability: number;
  issuedAt: string;
  image: string;
  leftArm: number;
  rightArm: number;
  leftExplanation: string;
  rightExplanation: string;
}

interface ExclusionRow {
  kind: 'exclusion' | 'readmission';
  subject: string;
  raterId: string;
  isWithdrawn: boolean;
  reason: string | null;
  at: string;
}

interface WithdrawalRow {
  raterId: string;
  at: string;
}

/** Votes for which the condition on `arena.votes v` holds, in the order of acceptance. */
export async function readVoteEvents(
  tx: TransactionSql,
  which: ReturnType<TransactionSql>,
  most: number,
): Promise<(Event & { sequence: number })[]> {
  const rows = await tx<VoteRow[]>`
    select v.id as subject, v.rater_id as "raterId", r.withdrawn as "isWithdrawn", v.sequence::int, v.revision, v.choice,
      v.reasons, v.response_ms as "responseMs", v.loading_ms as "loadingMs", v.server_ms as "serverMs", v.input,
      v.cast_at as "castAt", s.questions, v.further_answers as "furtherAnswers", v.strength,
      b.verdict_before as "verdictBefore", b.verdict_before_ms as "verdictBeforeMs", v.verdict_after as "verdictAfter",
      b.id as ballot, b.repeat_of as "repeatOf", b.kind, b.sound_side as "soundSide", b.ordinal, b.probability, b.issued_at as "issuedAt", i.image_sha256 as image, b.left_arm as "leftArm", b.right_arm as "rightArm",
      b.left_explanation_id as "leftExplanation", b.right_explanation_id as "rightExplanation"
    from arena.votes v
    join arena.raters r on r.id = v.rater_id
    join arena.ballots b on b.id = v.ballot_id
    join arena.studies s on s.id = v.study_id
    join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
    where ${which} order by v.sequence limit ${most}`;
  return rows.map((row) => ({
    kind: 'vote',
    subject: row.subject,
    raterId: row.raterId,
    isWithdrawn: row.isWithdrawn,
    sequence: row.sequence,
    said: sayVote(row),
  }));
}

/** A field that is added one day must be left out where it has no value: what was sealed before is made anew from the same rows. */
const sayVote = (row: VoteRow) => ({
  sequence: row.sequence,
  revision: row.revision,
  choice: row.choice,
  ...(row.furtherAnswers && { answers: furtherAnswersOf(row) }),
  ...(row.strength && { strength: row.strength }),
  ...(row.verdictBefore && { verdictBefore: row.verdictBefore, verdictBeforeMs: row.verdictBeforeMs }),
  ...(row.verdictAfter && { verdictAfter: row.verdictAfter }),
  reasons: row.reasons,
  responseMs: row.responseMs,
  loadingMs: row.loadingMs,
  serverMs: row.serverMs,
  input: row.input,
  castAt: moment(row.castAt),
  ballot: row.ballot,
  kind: row.kind,
  repeatOf: row.repeatOf,
  soundSide: row.soundSide,
  ordinal: row.ordinal,
  probability: row.probability,
  issuedAt: moment(row.issuedAt),
  image: row.image,
  left: { arm: row.leftArm, explanation: row.leftExplanation },
  right: { arm: row.rightArm, explanation: row.rightExplanation },
});

/** Exclusions and readmissions for which the condition on `arena.exclusions x` and its `kind` holds, in the order of their moments. */
export async function readExclusionEvents(
  tx: TransactionSql,
  which: ReturnType<TransactionSql>,
): Promise<Event[]> {
  const rows = await tx<ExclusionRow[]>`
    select x.kind, x.id as subject, x.rater_id as "raterId", r.withdrawn as "isWithdrawn", x.reason, x.at
    from (
      select id, study_id, rater_id, 'exclusion'::arena.ledger_entry_kind as kind, reason, excluded_at as at
      from arena.exclusions
      union all
      select id, study_id, rater_id, 'readmission', null, withdrawn_at from arena.exclusions
      where withdrawn_at is not null
    ) x join arena.raters r on r.id = x.rater_id
    where ${which} order by x.at, x.kind, x.id`;
  return rows.map(({ kind, subject, raterId, isWithdrawn, reason, at }) => ({
    kind,
    subject,
    raterId,
    isWithdrawn,
    said: { ...(kind === 'exclusion' && { reason }), at: moment(at) },
  }));
}

/** Withdrawals for which the condition on `arena.withdrawals w` holds, in the order of their moments. */
export async function readWithdrawalEvents(
  tx: TransactionSql,
  which: ReturnType<TransactionSql>,
): Promise<Event[]> {
  const rows = await tx<WithdrawalRow[]>`
    select w.rater_id as "raterId", w.withdrawn_at as at from arena.withdrawals w
    where ${which} order by w.withdrawn_at, w.rater_id`;
  // That somebody withdrew is told, and which entries say no more since.
  return rows.map(({ raterId, at }) => ({
    kind: 'withdrawal',
    subject: raterId,
    raterId,
    isWithdrawn: false,
    said: { at: moment(at) },
  }));
}

/**
 * What an entry says, as its hash is made of: canonical JSON.
 * @param nonce random, hex: without it a vote could be guessed from its hash
 */
export const contentOf = (
  { said }: Pick<Event, 'said'>,
  { rater, withdrawn, nonce }: { rater: string; withdrawn: number[] | undefined; nonce: string },
): string => canonicalJson({ ...said, ...(withdrawn ? { withdrawn } : { rater }), nonce });

/** How a rater is called in one ledger, by its key: 16 hex digits that lead nowhere else. */
export const nameOfRater = (key: Uint8Array, raterId: string): string =>
  createHmac('sha256', key).update(raterId).digest('hex').slice(0, 16);

const moment = (time: string) => new Date(time).toISOString();

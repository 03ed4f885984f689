import type { arena } from '@fakexplain/contract';
import { saidIn, type Complete } from './answer-rows.ts';
import { isPass, type Answer, type Pass } from './outbox.ts';

/** An answer given on this page, or the one the page was opened with to take back. */
export interface Answered extends Complete {
  ballot: arena.Ballot;
  /** Which of the rater's ballots it was, from 1. */
  number: number;
  reasons: arena.Reason[];
  comment: string | null;
  /** Until when it may be changed, in milliseconds since 1970 by this browser's clock. */
  correctableUntil: number;
}

/** What the arena drew. */
export interface Drawn {
  ballots: arena.Ballot[];
  exhausted: boolean;
  progress: arena.Progress;
}

/** The ballots of one rater on one page. Values: every step makes a new one. */
export interface Session {
  /** Ballots without an answer, the current one first. */
  open: arena.Ballot[];
  /** Oldest first. */
  answered: Answered[];
  /** Index in `answered` of the vote that is taken back, if one is. */
  back: number | null;
  /** Ballots answered before the first open one, sent or not. */
  count: number;
  limit: number | null;
  exhausted: boolean;
  /** Ballots passed here, or answered or passed in another window, and how many answers each is: 0 or 1. */
  settled: ReadonlyMap<string, 0 | 1>;
}

/**
 * The session as a page finds it.
 * @param last a ballot voted on before, which may be taken back
 * @param waiting answers and passes that have not reached the arena: their ballots are still open there
 * @param windowMs how long an answer that waits may be changed
 */
export function beginSession(
  drawn: Drawn,
  last: arena.Ballot | null,
  waiting: (Answer | Pass)[],
  windowMs: number,
  now: number,
): Session {
  const answered: Answered[] = [];
  let count = drawn.progress.cast;
  if (last?.vote) {
    const { choice, reasons, comment, castAt, correctableUntil } = last.vote;
    const said = { ...saidIn(last.vote), choice };
    const left = Date.parse(correctableUntil) - Math.max(now, Date.parse(castAt));
    answered.push({
      ballot: last,
      number: last.ordinal,
      ...said,
      reasons,
      comment,
      correctableUntil: now + left,
    });
  }
  for (const ballot of drawn.ballots) {
    const answer = waiting.findLast((one) => one.ballot === ballot.id);
    if (!answer || isPass(answer)) continue;
    count += 1;
    answered.push(answeredBy(ballot, count, answer, windowMs));
  }
  const open = drawn.ballots.filter(({ id }) => !waiting.some((answer) => answer.ballot === id));
  const { exhausted, progress } = drawn;
  const settled = new Map(waiting.filter(isPass).map((pass) => [pass.ballot, 0] as const));
  return { open, answered, back: null, count, limit: progress.limit, exhausted, settled };
}

const answeredBy = (ballot: arena.Ballot, number: number, answer: Answer, windowMs: number): Answered => ({
  ballot,
  number,
  ...saidIn(answer),
  choice: answer.choice,
  reasons: answer.reasons,
  comment: answer.comment,
  correctableUntil: answer.castAt + windowMs,
});

/** What is on the page: a ballot, its number, and the answer it has already, when that is taken back. */
export function shownBallot(session: Session): {
  ballot: arena.Ballot;
  number: number;
  earlier: Answered | null;
} | null {
  const earlier = session.back === null ? undefined : session.answered[session.back];
  if (earlier) return { ballot: earlier.ballot, number: earlier.number, earlier };
  const [ballot] = session.open;
  return ballot ? { ballot, number: session.count + 1, earlier: null } : null;
}

/** The session after its shown ballot was answered. */
export function afterAnswer(session: Session, answer: Answer, windowMs: number): Session {
  const shown = shownBallot(session);
  if (!shown || shown.ballot.id !== answer.ballot) return session;
  if (shown.earlier) {
    const until = shown.earlier.correctableUntil;
    const changed = { ...answeredBy(shown.ballot, shown.number, answer, windowMs), correctableUntil: until };
    return { ...session, back: null, answered: session.answered.with(session.back ?? 0, changed) };
  }
  return {
    ...session,
    open: session.open.slice(1),
    answered: [...session.answered, answeredBy(shown.ballot, shown.number, answer, windowMs)],
    count: shown.number,
  };
}

/** The session with the answer before the shown ballot taken back, or why it cannot be. */
export function takeBack(session: Session, now: number): Session | 'nothing' | 'window-closed' {
  const index = (session.back ?? session.answered.length) - 1;
  const earlier = session.answered[index];
  if (!earlier) return 'nothing';
  return earlier.correctableUntil <= now ? 'window-closed' : { ...session, back: index };
}

/** The session with a taken-back answer left as it is. */
export const keepAnswer = (session: Session): Session => ({ ...session, back: null });

/** The session with what the arena drew since; the ballot on the page stays where it is. */
export function refill(session: Session, drawn: Drawn): Session {
  const counts = new Map([
    ...session.settled,
    ...session.answered.map(({ ballot }) => [ballot.id, 1] as const),
  ]);
  const known = new Map(session.open.map((ballot) => [ballot.id, ballot]));
  const fresh = drawn.ballots
    .filter(({ id }) => !counts.has(id))
    .map((one) => shownOf(known.get(one.id), one));
  const [current] = session.open;
  const now = current && (fresh.find(({ id }) => id === current.id) ?? current);
  const open = now ? [now, ...fresh.filter(({ id }) => id !== now.id)] : fresh;
  const unsent = drawn.ballots.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0);
  return {
    ...session,
    open,
    count: drawn.progress.cast + unsent,
    limit: drawn.progress.limit,
    exhausted: drawn.exhausted,
  };
}

/** A ballot that is known, unless what came now shows the explanations that it lacks. */
const shownOf = (known: arena.Ballot | undefined, fresh: arena.Ballot): arena.Ballot =>
  known && (known.left || !fresh.left) ? known : fresh;

/** The session with the explanations of one of its open ballots. */
export const afterVerdict = (session: Session, shown: arena.Ballot): Session => ({
  ...session,
  open: session.open.map((ballot) => (ballot.id === shown.id ? shown : ballot)),
});

/** The session after one of its open ballots was passed (0), or answered in another window (1). */
export function afterSettled(session: Session, id: string, answers: 0 | 1): Session {
  if (!session.open.some((ballot) => ballot.id === id)) return session;
  return {
    ...session,
    open: session.open.filter((ballot) => ballot.id !== id),
    count: session.count + answers,
    settled: new Map(session.settled).set(id, answers),
  };
}

/** The session after reasons were added to an answer. */
export const afterReasons = (session: Session, { ballot: id, reasons }: Answer): Session => ({
  ...session,
  answered: session.answered.map((one) => (one.ballot.id === id ? { ...one, reasons } : one)),
});

/** The session without a ballot that the arena takes no answer for. */
export function dropBallot(session: Session, id: string): Session {
  const index = session.answered.findIndex(({ ballot }) => ballot.id === id);
  const { back } = session;
  return {
    ...session,
    open: session.open.filter((ballot) => ballot.id !== id),
    answered: session.answered.filter(({ ballot }) => ballot.id !== id),
    back: back === null || index < 0 || index > back ? back : index === back ? null : back - 1,
  };
}

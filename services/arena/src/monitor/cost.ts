import type { arena } from '@fakexplain/contract';

interface Counted {
  pay: arena.Pay;
  /** Raters who answered all that is asked of one; without a limit nobody. */
  complete: number;
  /** Raters with an answer. */
  voted: number;
  /** Ballots answered, of every kind. */
  answers: number;
  /** Votes on regular ballots. */
  votes: number;
  plannedVotes: number | null;
  /** Ballots that one rater is asked; null: no limit. */
  limit: number | null;
  /** Milliseconds that a ballot takes. */
  ballotMs: number;
}

const msPerHour = 3_600_000;

/** What a study has cost, and what it will have cost at the planned votes, if answers and votes stay in their proportion. */
export function costOf(counted: Counted): NonNullable<arena.StudyMonitor['cost']> {
  const { pay, complete, voted, answers, votes, plannedVotes, limit, ballotMs } = counted;
  const ofAnswers = (n: number) => (n * ballotMs) / msPerHour;
  const units = pay.per === 'hour' ? ofAnswers(answers) : limit === null ? voted : complete;
  const answersPlanned = plannedVotes === null ? null : plannedVotes * (votes > 0 ? answers / votes : 1);
  const unitsPlanned =
    answersPlanned === null
      ? null
      : pay.per === 'hour'
        ? ofAnswers(answersPlanned)
        : limit !== null
          ? Math.ceil(answersPlanned / limit)
          : answers > 0
            ? (answersPlanned * voted) / answers
            : null;
  return {
    pay,
    units,
    soFar: pay.amount * units,
    planned: unitsPlanned === null ? null : pay.amount * unitsPlanned,
  };
}

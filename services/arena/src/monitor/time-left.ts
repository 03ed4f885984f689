import type { arena } from '@fakexplain/contract';

interface Progress {
  votes: number;
  /** Ballots answered, of every kind. */
  answers: number;
  plannedVotes: number | null;
  /** Answers in the time that the pace is of, and how long that is. */
  lately: { answers: number; hours: number };
}

/** The pace of a study, and when the planned votes are there if it stays so and as large a part of the answers are votes. */
export function timeLeft({
  votes,
  answers,
  plannedVotes,
  lately,
}: Progress): Pick<arena.StudyMonitor, 'pace' | 'left'> {
  const pace = lately.hours < 1 ? null : lately.answers / lately.hours;
  if (plannedVotes === null) return { pace, left: null };
  const missing = Math.max(0, plannedVotes - votes);
  const votesAnHour = (pace ?? 0) * (answers > 0 ? votes / answers : 1);
  const hours = missing === 0 ? 0 : votesAnHour > 0 ? missing / votesAnHour : null;
  return { pace, left: { votes: missing, hours } };
}

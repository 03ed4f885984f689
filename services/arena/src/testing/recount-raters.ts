import type { Sql } from '@fakexplain/database';
import { thresholds } from '../sentinels/thresholds.ts';

/** A study's rater counts as the service keeps them, by rater. */
export const countedRaters = async (sql: Sql, study: string) => [
  ...(await sql`
    select c.rater_id as rater, c.answers, c.votes, c.left_votes as left, c.right_votes as right, c.checks,
      c.checks_passed as passed, c.fast, c.timed_texts as "timedTexts", c.hurried, c.unseen,
      c.last_choice::text as "lastChoice", c.run, c.longest_side_run as "longestSideRun",
      c.longest_neutral_run as "longestNeutralRun", c.opening
    from arena.rater_counts c join arena.studies s on s.id = c.study_id where s.slug = ${study} order by c.rater_id`),
];

/** A rater's first answer to a ballot; moments are seconds since 1970. */
export interface Answer {
  rater: string;
  kind: string;
  first: string;
  current: string;
  sound: string | null;
  words: number | null;
  issued: number;
  served: number | null;
  cast: number;
}

/** The same, counted again in another way: from each rater's answers, one by one. */
export async function recountedRaters(sql: Sql, study: string) {
  const rows = await sql<Answer[]>`
    select v.rater_id as rater, b.kind::text, v.choice::text as first, n.choice::text as current,
      b.sound_side::text as sound, b.words, extract(epoch from b.issued_at)::float8 as issued,
      extract(epoch from b.served_at)::float8 as served, extract(epoch from v.cast_at)::float8 as cast
    from arena.votes v
    join arena.ballots b on b.id = v.ballot_id
    join arena.studies s on s.id = v.study_id
    join lateral (select choice from arena.votes n where n.ballot_id = v.ballot_id order by revision desc limit 1) n on true
    where s.slug = ${study} and v.revision = 0 and v.rater_id not in (select rater_id from arena.withdrawals)
    order by v.rater_id, v.sequence`;
  return [...Map.groupBy(rows, ({ rater }) => rater).values()].map(countAnswers);
}

/** The counts of one rater, from the answers in order. */
export function countAnswers(own: readonly Answer[]) {
  const regular = own.filter(({ kind }) => kind === 'regular');
  const checks = own.filter(({ kind }) => kind === 'check');
  const timed = own.map((answer, at) => ({
    ...answer,
    ms: (answer.cast - Math.max(answer.issued, answer.served ?? 0, own[at - 1]?.cast ?? 0)) * 1_000,
  }));
  const letters = own.map(({ first }) => first.charAt(0)).join('');
  const runs = letters.match(/l+|r+|t+|n+/g) ?? [];
  const longest = (of: string) =>
    Math.max(0, ...runs.filter((run) => of.includes(run.charAt(0))).map((run) => run.length));
  const hurried = timed.filter(({ ms, words }) => words !== null && ms < words * thresholds.hurriedMsPerWord);
  return {
    rater: own[0]?.rater ?? '',
    answers: own.length,
    votes: regular.length,
    left: regular.filter(({ current }) => current === 'left').length,
    right: regular.filter(({ current }) => current === 'right').length,
    checks: checks.length,
    passed: checks.filter(({ current, sound }) => current === sound).length,
    fast: timed.filter(({ ms }) => ms < thresholds.fastMs).length,
    timedTexts: own.filter(({ words }) => words !== null).length,
    hurried: hurried.length,
    unseen: own.filter(({ served }) => served === null).length,
    lastChoice: own.at(-1)?.first ?? '',
    run: runs.at(-1)?.length ?? 0,
    longestSideRun: longest('lr'),
    longestNeutralRun: longest('tn'),
    opening: letters.slice(0, thresholds.opening),
  };
}

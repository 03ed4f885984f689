import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { DesignCache } from '../ballots/design-cache.ts';
import { countPasses } from '../passes/report-passes.ts';
import type { RaterStudy } from '../raters/identify-rater.ts';
import { countFlagged } from '../sentinels/report-raters.ts';
import { readBriefing, unknownStudy } from '../studies/read-study.ts';
import { costOf } from './cost.ts';
import { readAnswers } from './read-answers.ts';
import { readCohorts } from './read-cohorts.ts';
import { readExposure } from './read-exposure.ts';
import { readHours } from './read-hours.ts';
import { timeLeft } from './time-left.ts';

interface Monitored extends RaterStudy {
  openedAt: string | null;
  closedAt: string | null;
  plannedVotes: number | null;
  pay: arena.Pay | null;
  votes: number;
}

/**
 * How a study is getting on, from counts that are kept, a row a rater, and the newest votes: however many votes there are, no
 * more are read.
 * @throws ProblemError `not-found`
 */
export async function readMonitor(
  { sql, designs }: { sql: Sql; designs: Pick<DesignCache, 'design'> },
  slug: string,
  now: Date,
): Promise<arena.StudyMonitor> {
  const [study] = await sql<Monitored[]>`
    select id, slug, status, paused_at is not null as paused, policy, ballot_ttl_s as "ballotTtlS",
      ballots_per_rater as "ballotsPerRater", repeat_share as "repeatShare", check_share as "checkShare",
      sound_arm as "soundArm", leave_out as "leaveOut", reliance, required_practice as "requiredPractice",
      opened_at as "openedAt", closed_at as "closedAt", planned_votes as "plannedVotes", pay,
      (select votes from arena.study_states t where t.study_id = s.id) as votes
    from arena.studies s where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const { id, openedAt, closedAt, plannedVotes, pay, votes } = study;
  const { ballotMs, ballotsAsked: limit } = await readBriefing(sql, slug);
  const { cohorts, checks, drawn } = await readCohorts(sql, id, limit);
  const until = closedAt ? new Date(closedAt) : now;
  const { hours, lately } = openedAt
    ? await readHours(sql, { studyId: id, openedAt, until })
    : { hours: [], lately: { answers: 0, hours: 0 } };
  // What a draft shows is not fixed, and must not be kept.
  const design = openedAt ? await designs.design(study) : { pairs: [] };
  const { passed, reasons } = await countPasses(sql, id);
  const sum = (of: (cohort: (typeof cohorts)[number]) => number) =>
    cohorts.reduce((total, cohort) => total + of(cohort), 0);
  const answers = sum((cohort) => cohort.answers);
  const complete = sum((cohort) => cohort.complete);
  const voted = sum((cohort) => cohort.voted);
  return {
    at: now.toISOString(),
    votes,
    plannedVotes,
    ...timeLeft({ votes, answers, plannedVotes, lately }),
    hours,
    // A vote that came while they were counted is not in all of them.
    ballots: { drawn, answered: answers, passed, unanswered: Math.max(0, drawn - answers - passed) },
    passes: reasons,
    ...(await readExposure(sql, id, design)),
    questions: await readAnswers(sql, id),
    cohorts,
    checks,
    sentinels: await countFlagged(sql, id),
    cost: pay && costOf({ pay, complete, voted, answers, votes, plannedVotes, limit, ballotMs }),
  };
}

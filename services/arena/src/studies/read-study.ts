import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { selectStudies } from './select-studies.ts';

/** @throws ProblemError `not-found` */
export async function readStudy(sql: Sql, slug: string): Promise<arena.Study> {
  const [study] = await selectStudies(sql, slug);
  return study ?? unknownStudy(slug);
}

/** The latest votes of a study, which say how long a ballot takes. */
const votesTimed = 500;
/** Fewest of them that must have been timed. */
const fewestTimed = 20;
/** What a ballot is taken to take until then. */
const ballotMsBefore = 20_000;

/** @throws ProblemError `not-found` */
export async function readBriefing(sql: Sql, slug: string): Promise<arena.Briefing> {
  const [row] = await sql<(Omit<arena.Briefing, 'ballotMs'> & { timed: number; medianMs: number | null })[]>`
    select slug, title, question, consent, contact, demo, status,
      (select v.results from arena.study_summaries v where v.id = s.id) as results, ballots_per_rater as "ballotsPerRater",
      case when status = 'draft' then ballots_per_rater else least(ballots_per_rater, nullif(
        (select count(*)::int from arena.study_images i where i.study_id = s.id and ballots_per_rater is not null), 0))
      end as "ballotsAsked",
      correction_window_s as "correctionWindowS", required_practice as "requiredPractice",
      (select count(*)::int from arena.practice_ballots p where p.study_id = s.id) as "practiceBallots",
      times.timed, times.median_ms as "medianMs"
    from arena.studies s
    cross join lateral (
      select count(*)::int as timed, percentile_cont(0.5) within group (order by response_ms) as median_ms
      from (
        select response_ms, revision from arena.votes v where v.study_id = s.id
        order by v.sequence desc limit ${votesTimed}
      ) latest where revision = 0 and response_ms is not null
    ) times
    where slug = ${slug}`;
  if (!row) return unknownStudy(slug);
  const { timed, medianMs, ...briefing } = row;
  return { ...briefing, ballotMs: medianMs !== null && timed >= fewestTimed ? medianMs : ballotMsBefore };
}

export function unknownStudy(slug: string): never {
  throw new ProblemError('not-found', { detail: `There is no study "${slug}".` });
}

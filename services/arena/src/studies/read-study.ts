import type { arena } from '@fakexplain/contract';
import type { SqlOrTransaction } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { agreementOf, termsColumns, type TermsRow } from '../consents/keep-consent.ts';
import { selectStudies } from './select-studies.ts';

/** @throws ProblemError `not-found` */
export async function readStudy(sql: SqlOrTransaction, slug: string): Promise<arena.Study> {
  const [study] = await selectStudies(sql, { slug });
  return study ?? unknownStudy(slug);
}

/** The latest votes of a study, which say how long a ballot takes. */
const votesTimed = 500;
/** Fewest of them that must have been timed. */
const fewestTimed = 20;
/** What a ballot is taken to take until then. */
const ballotMsBefore = 20_000;

type BriefingRow = Omit<arena.Briefing, 'ballotMs' | 'agreement' | 'language'> &
  TermsRow & { timed: number; medianMs: number | null };

/** @throws ProblemError `not-found` */
export async function readBriefing(
  sql: SqlOrTransaction,
  slug: string,
  wanted: arena.TextLanguage = 'en',
): Promise<arena.Briefing> {
  const [row] = await sql<BriefingRow[]>`
    select slug, question, demo, status, paused_at as "pausedAt", ${termsColumns(sql)},
      case when s.places is not null then greatest(0, s.places - (
        select count(*)::int from arena.raters r where r.study_id = s.id and r.place <> 'given-back')) end as "placesLeft",
      (select v.results from arena.study_summaries v where v.id = s.id) as results, ballots_per_rater as "ballotsPerRater",
      case when status = 'draft' then ballots_per_rater else least(ballots_per_rater, nullif(
        (select count(*)::int from arena.study_images i where i.study_id = s.id and ballots_per_rater is not null), 0))
      end as "ballotsAsked",
      required_practice as "requiredPractice", questions, strength,
      (select count(*)::int from arena.practice_ballots p where p.study_id = s.id) as "practiceBallots",
      times.timed, times.median_ms as "medianMs"
    from arena.studies s
    cross join lateral (
      select count(*)::int as timed, percentile_cont(0.5) within group (order by response_ms) as median_ms
      from (
        select response_ms, revision from arena.votes v where v.study_id = s.id
          and not exists (select from arena.withdrawals w where w.rater_id = v.rater_id)
        order by v.sequence desc limit ${votesTimed}
      ) latest where revision = 0 and response_ms is not null
    ) times
    where slug = ${slug}`;
  if (!row) return unknownStudy(slug);
  const { timed, medianMs, consent, minutes, pay, payTerms, pausedAt, translations, ...briefing } = row;
  const translation = wanted === 'en' ? undefined : translations[wanted];
  const language = translation ? wanted : 'en';
  const terms = { ...briefing, consent, minutes, pay, payTerms, translations };
  const { version, sections } = agreementOf(terms, language);
  const withdrawUntil = briefing.withdrawUntil && new Date(briefing.withdrawUntil).toISOString();
  return {
    ...briefing,
    language,
    title: translation?.title ?? briefing.title,
    question: translation?.question ?? briefing.question,
    pausedAt: pausedAt && new Date(pausedAt).toISOString(),
    withdrawUntil,
    agreement: { version, sections },
    ballotMs: medianMs !== null && timed >= fewestTimed ? medianMs : ballotMsBefore,
  };
}

export function unknownStudy(slug: string): never {
  throw new ProblemError('not-found', { detail: `There is no study "${slug}".` });
}

import type { DatabaseOrTransaction, TransactionSql } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { scorerVersion, type Entries } from '../metrics/registry.ts';

export interface StudyRow extends Record<string, unknown> {
  id: string;
  slug: string;
  title: string;
  demo: boolean;
  seed: number;
  status: 'draft' | 'open' | 'closed';
  results: 'hidden' | 'delayed' | 'live';
}

/** The study with its slug, or undefined. */
export async function findStudy(db: DatabaseOrTransaction, slug: string): Promise<StudyRow | undefined> {
  const [study] = await db.execute<StudyRow>(
    sql`select id, slug, title, demo, seed, status, results from arena.study_summaries where slug = ${slug}`,
  );
  return study;
}

export interface ArmRow extends Record<string, unknown> {
  position: number;
  name: string;
  source: string;
}

/** The study's arms by position. */
export const readArms = async (tx: TransactionSql, studyId: string): Promise<ArmRow[]> => [
  ...(await tx<ArmRow[]>`
    select position, name, source from arena.study_arms where study_id = ${studyId} order by position`),
];

export interface ArmRow {
  position: number;
  name: string;
  source: string;
}

/** What the study shows with an image, and what it scores; null where it has no scores that count. */
export interface Shown {
  image: number;
  label: string;
  arm: number;
  entries: Entries | null;
}

/**
 * The explanations of a study by arm and image, as JSON of a list of `Shown`: reading it is work of a thread. Scores of the current
 * scorer count, and only where the explanation is shown with the image it is of: a format control's scores say nothing about the
 * image it is shown with.
 */
export const shownOf = (tx: TransactionSql, studyId: string) => tx<{ shown: string }[]>`
  select coalesce(json_agg(json_build_object('image', e.image_position, 'label', e.label, 'arm', e.arm_position,
    'entries', s.entries) order by e.arm_position, e.image_position), '[]')::text as shown
  from arena.shown_explanations e
  join catalog.explanations x on x.id = e.explanation_id
  left join metrics.scores s
    on s.explanation_id = x.id and s.scorer = ${scorerVersion} and x.image_sha256 = e.image_sha256
  where e.study_id = ${studyId}`;

/** What everything made of a study's votes and scores holds for; reading it costs no more the more votes there are. */
export interface PreferenceState {
  votes: number;
  sequence: number;
  excludedAt: string | null;
  /** The sum of the numbers of the transactions that wrote the scores of what is shown, which grows with each of them. */
  scored: string;
}

export async function readState(tx: TransactionSql, studyId: string): Promise<PreferenceState> {
  const [state] = await tx<PreferenceState[]>`
    select s.votes, s.sequence::int as sequence, s.excluded_at::text as "excludedAt", (
      select count(c.scorer) || ' ' || coalesce(sum(c.xmin::text::bigint), 0)
      from arena.shown_explanations e
      join metrics.scores c on c.explanation_id = e.explanation_id and c.scorer = ${scorerVersion}
      where e.study_id = ${studyId}
    ) as scored
    from arena.study_states s where s.study_id = ${studyId}`;
  return state ?? { votes: 0, sequence: 0, excludedAt: null, scored: '' };
}

import type { DatabaseOrTransaction } from '@fakexplain/database';
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
export async function listArms(db: DatabaseOrTransaction, studyId: string): Promise<ArmRow[]> {
  return db.execute<ArmRow>(sql`
    select position, name, source from arena.study_arms where study_id = ${studyId} order by position`);
}

/** An explanation that the study shows with an image, and what it scores; null where it has no scores that count. */
export interface Shown extends Record<string, unknown> {
  image: number;
  label: string;
  arm: number;
  explanation: string;
  entries: Entries | null;
}

/**
 * The explanations of a study by image and arm. Scores of the current scorer count, and only where the explanation is
 * shown with the image it is of: a format control's scores say nothing about the image it is shown with.
 */
export async function listShown(db: DatabaseOrTransaction, studyId: string): Promise<Shown[]> {
  return db.execute<Shown>(sql`
    select e.image_position as image, e.label, e.arm_position as arm, e.explanation_id as explanation,
      s.entries
    from arena.shown_explanations e
    join catalog.explanations x on x.id = e.explanation_id
    left join metrics.scores s
      on s.explanation_id = x.id and s.scorer = ${scorerVersion} and x.image_sha256 = e.image_sha256
    where e.study_id = ${studyId}
    order by e.arm_position, e.image_position`);
}

/** Votes for one explanation over another of the same image. */
export interface PreferenceRow extends Record<string, unknown> {
  image: number;
  winner: string;
  winnerArm: number;
  loser: string;
  loserArm: number;
  votes: number;
}

/** Current votes on regular ballots that are for one side, counted by what was shown. */
export async function listPreferences(db: DatabaseOrTransaction, studyId: string): Promise<PreferenceRow[]> {
  return db.execute<PreferenceRow>(sql`
    select image, winner, winner_arm as "winnerArm", loser, loser_arm as "loserArm", count(*)::int as votes
    from arena.current_votes v
    cross join lateral (
      select v.image_position as image, v.left_explanation_id as winner, v.left_arm as winner_arm,
        v.right_explanation_id as loser, v.right_arm as loser_arm
      where v.choice = 'left'
      union all
      select v.image_position, v.right_explanation_id, v.right_arm, v.left_explanation_id, v.left_arm
      where v.choice = 'right'
    ) preferred
    where v.study_id = ${studyId} and v.kind = 'regular'
    group by image, winner, winner_arm, loser, loser_arm`);
}

import type { DatabaseOrTransaction } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { scorerVersion } from '../scores/score-explanation.ts';
import type { ScoreValues } from './agreement-metrics.ts';

export interface StudyRow extends Record<string, unknown> {
  id: string;
  slug: string;
  title: string;
  demo: boolean;
  seed: number;
}

/** The study with its slug, or undefined. */
export async function findStudy(db: DatabaseOrTransaction, slug: string): Promise<StudyRow | undefined> {
  const [study] = await db.execute<StudyRow>(
    sql`select id, slug, title, demo, seed from arena.study_summaries where slug = ${slug}`,
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

/** An explanation that the study shows with an image, and its scores; null where it has none that count. */
export interface Shown {
  image: number;
  label: string;
  arm: number;
  explanation: string;
  scores: ScoreValues | null;
}

type ShownRow = Omit<Shown, 'scores'> & { scored: boolean } & ScoreValues & Record<string, unknown>;

/**
 * The explanations of a study by image and arm. Scores of the current scorer count, and only where the explanation is
 * shown with the image it is of: a format control's scores say nothing of the image it stands beside.
 */
export async function listShown(db: DatabaseOrTransaction, studyId: string): Promise<Shown[]> {
  const rows = await db.execute<ShownRow>(sql`
    select e.image_position as image, e.label, e.arm_position as arm, e.explanation_id as explanation,
      s.explanation_id is not null as scored, s.verdict_right as "verdictRight", s.iou_union as "iouUnion",
      s.iou_matched as "iouMatched", s.false_alarm_area as "falseAlarmArea", s.bleu2, s.rouge_l as "rougeL"
    from arena.shown_explanations e
    join catalog.explanations x on x.id = e.explanation_id
    left join metrics.scores s
      on s.explanation_id = x.id and s.scorer = ${scorerVersion} and x.image_sha256 = e.image_sha256
    where e.study_id = ${studyId}
    order by e.arm_position, e.image_position`);
  return rows.map(({ image, label, arm, explanation, scored, ...scores }) => ({
    image,
    label,
    arm,
    explanation,
    scores: scored ? scores : null,
  }));
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

import type { arena } from '@fakexplain/contract';
import type { TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { uniformSource } from '@fakexplain/statistics/random';
import { choosePractice, type Practice } from './choose-practice.ts';
import type { Draft } from './drafts.ts';
import { freezeImages, undrawableArms, type FrozenImage } from './freeze-images.ts';
import { leaveOutParts } from './leave-out.ts';
import {
  armExplanations,
  selectAskedImages,
  selectExplanations,
  type AskedImage,
  type SourceExplanation,
  type StudyArm,
} from './load-arms.ts';

/** Images that are asked for each one that practice takes. */
const askedPerPractice = 10;

type Obstacle = arena.Opening['obstacles'][number];

/** What a draft asks about if it is opened now. */
export interface StudyPlan {
  practice: Practice[];
  asked: FrozenImage<AskedImage>[];
  arms: StudyArm[];
  /** Images of the datasets. */
  images: AskedImage[];
  /** How many of them each arm explains, by position. */
  explained: number[];
  /** All for which it cannot be opened. */
  obstacles: Obstacle[];
}

export async function planStudy(tx: TransactionSql, study: Draft): Promise<StudyPlan> {
  const arms = await tx<StudyArm[]>`
    select position, name, kind, source_id as "sourceId", run_id as "runId"
    from arena.arms where study_id = ${study.id} order by position`;
  const images = await selectAskedImages(tx, study.id);
  const sizes = new Map(images.map((image) => [image.sha256, image]));
  let sound: SourceExplanation[] = [];
  const shown = [];
  for (const arm of arms) {
    const explanations = await selectExplanations(tx, study.id, arm);
    if (arm.position === study.soundArm)
      sound = explanations.map((said) => {
        // The verdict stays: practice is made of explanations that have one.
        const { tags = [], reasoning } = leaveOutParts(said, study.leaveOut);
        return { ...said, tags, reasoning };
      });
    shown.push(armExplanations(arm, explanations, sizes, study));
  }
  const all = freezeImages(images, shown);
  const candidates = choosePractice(sound, sizes, uniformSource(study.seed));
  const { practice, asked } = setPracticeAside(all, candidates, arms.length);
  const explained = shown.map(({ size }) => size);
  const obstacles = [
    ...drawingObstacles(all, arms, images.length, explained),
    ...practiceObstacles(study.requiredPractice, practice.length, images.length),
  ];
  return { practice, asked, arms: [...arms], images: [...images], explained, obstacles };
}

/** The plan of a draft that can be opened. @throws ProblemError `study-not-drawable`, which says all that is in the way */
export async function planToOpen(tx: TransactionSql, study: Draft): Promise<StudyPlan> {
  const plan = await planStudy(tx, study);
  if (plan.obstacles.length === 0) return plan;
  throw new ProblemError('study-not-drawable', {
    detail: plan.obstacles.map(({ words }) => words).join(' '),
  });
}

/** The images that raters would be shown, once each. */
export const imagesOf = ({ asked, practice }: Pick<StudyPlan, 'asked' | 'practice'>): string[] => [
  ...new Set([...asked.map(({ image }) => image.sha256), ...practice.map(({ sha256 }) => sha256)]),
];

function drawingObstacles(
  frozen: FrozenImage<AskedImage>[],
  arms: StudyArm[],
  images: number,
  explained: number[],
): Obstacle[] {
  if (images === 0)
    return [{ kind: 'no-images', words: 'The datasets of the study hold no images: import them first.' }];
  return undrawableArms(frozen, arms.length).map((position) => ({
    kind: 'arm-not-drawable',
    words: `The arm "${arms[position]?.name}" explains ${explained[position]} of the ${images} images; each arm needs at least one that another arm explains differently.`,
  }));
}

function practiceObstacles(required: number, made: number, images: number): Obstacle[] {
  if (required <= made) return [];
  return [
    {
      kind: 'too-little-practice',
      words:
        `The study requires ${required} practice ballots to be answered rightly, but only ${made} can be made of its ${images} images: ` +
        `one for every ${askedPerPractice + 1} images, from what the sound source marks on them. Add images, or require less.`,
    },
  ];
}

/**
 * Practice tells which explanation is sound, so its images are never asked again. A study too small to spare them all has
 * fewer practice ballots, the easy ones, or none: the guide's words must do.
 */
function setPracticeAside<P extends { sha256: string }>(
  frozen: FrozenImage<AskedImage>[],
  practice: P[],
  arms: number,
): { practice: P[]; asked: FrozenImage<AskedImage>[] } {
  for (let count = practice.length; count > 0; count--) {
    const some = practice.slice(0, count);
    const used = new Set(some.map(({ sha256 }) => sha256));
    const asked = frozen.filter(({ image }) => !used.has(image.sha256));
    if (asked.length >= askedPerPractice * count && undrawableArms(asked, arms).length === 0)
      return { practice: some, asked };
  }
  return { practice: [], asked: frozen };
}
